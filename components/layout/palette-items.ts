/** What the palette lists. Pure. */
import { GO_TO } from "./key-press";
import type { NavGroup } from "./nav";

export type PaletteAction = { label: string; href: string };
export type PaletteObject = { id: string; title: string; note: string; href: string };
export type PaletteAnswer = { groups: { label: string; objects: PaletteObject[] }[]; actions: PaletteAction[] };

export type Mode = "all" | "actions" | "ids" | "keys";

/** "> reject" is actions only, "# sesn_" ids, "?" keys. */
export function readTyped(typed: string): { mode: Mode; words: string } {
  const first = typed.trimStart().charAt(0);
  const mode: Mode = first === ">" ? "actions" : first === "#" ? "ids" : first === "?" ? "keys" : "all";
  return { mode, words: (mode === "all" ? typed : typed.trimStart().slice(1)).trim() };
}

/** Whether every word typed begins somewhere in the label, in any order. */
export function fits(label: string, words: string): boolean {
  const text = label.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export type NavEntry = { href: string; label: string; key: string | null };

/** The navigation's entries with the keys that lead there. */
export function navEntries(groups: readonly NavGroup[]): NavEntry[] {
  return groups.flatMap((group) =>
    group.items.map(({ href, label }) => {
      const key = GO_TO.find(([, target]) => target === href)?.[0];
      return { href, label, key: key ? `g ${key}` : null };
    }),
  );
}
