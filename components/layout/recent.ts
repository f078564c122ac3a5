"use client";

/** Things somebody opened lately in this browser, per workspace: the palette begins with them. */
export type Recent = { href: string; title: string };

const KEPT = 8;
const NAME = (workspaceId: string) => `reverie.recent.${workspaceId}`;

export function readRecent(workspaceId: string): Recent[] {
  try {
    const stored = JSON.parse(localStorage.getItem(NAME(workspaceId)) ?? "[]") as unknown;
    return Array.isArray(stored) ? stored.filter(isRecent) : [];
  } catch {
    return [];
  }
}

/** Remembers the page in sight, if it shows one thing. */
export function rememberPage(workspaceId: string, pathname: string): void {
  if (!/^\/[a-z-]+\/[a-z]+_[0-9a-z]+/.test(pathname)) return;
  const title = document.title.replace(/ · Reverie$/, "");
  if (title === "" || title === "Not found") return;
  const others = readRecent(workspaceId).filter((one) => one.href !== pathname);
  try {
    localStorage.setItem(NAME(workspaceId), JSON.stringify([{ href: pathname, title }, ...others].slice(0, KEPT)));
  } catch {
    // A browser that keeps nothing just has no recent things.
  }
}

function isRecent(value: unknown): value is Recent {
  const one = value as Partial<Recent> | null;
  return typeof one?.href === "string" && one.href.startsWith("/") && !one.href.startsWith("//") && typeof one.title === "string";
}
