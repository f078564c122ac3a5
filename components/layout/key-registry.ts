"use client";

/** The keys that the page in sight has named, for the help. */
export type PageKey = readonly [key: string, what: string];

let shown: readonly PageKey[] = [];
const lists = new Map<symbol, readonly PageKey[]>();
const listeners = new Set<() => void>();

export function addKeys(keys: readonly PageKey[]): () => void {
  const token = Symbol("keys");
  lists.set(token, keys);
  tell();
  return () => {
    lists.delete(token);
    tell();
  };
}

export const currentKeys = (): readonly PageKey[] => shown;

export function subscribeToKeys(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  shown = [...lists.values()].flat();
  for (const listener of listeners) listener();
}
