"use client";

/** What this tab decided itself: the news of it is no news here. */
const own = new Map<string, number>();
const FOR_MS = 30_000;

export function rememberOwn(id: string): void {
  own.set(id, Date.now());
}

export function isOwn(id: string): boolean {
  const at = own.get(id);
  return at !== undefined && Date.now() - at < FOR_MS;
}
