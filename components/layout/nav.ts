/** What the main navigation lists. Pure. */

export type NavItem = {
  href: string;
  label: string;
};
export type NavGroup = { label: string; items: readonly NavItem[] };

/** Pages that look at a time: the header offers its range there, and they read `?range=`. */
export const RANGE_PAGES: readonly string[] = ["/", "/sessions", "/dreams", "/usage"];

/** The item whose page, or a page below it, is open: the longest match, and "/" only for itself. */
export function currentHref(groups: readonly NavGroup[], pathname: string): string | null {
  let found: string | null = null;
  for (const { items } of groups) {
    for (const { href } of items) {
      const isHere = pathname === href || (href !== "/" && pathname.startsWith(`${href}/`));
      if (isHere && href.length > (found?.length ?? 0)) found = href;
    }
  }
  return found;
}
