"use client";

/** One message at a time, from anywhere in the browser. */
export type Toast = {
  /** What happened, in the words of the button: "Approved “Check fare rules”". */
  message: string;
  tone?: "done" | "failed";
  /** Where to look at it. */
  link?: { label: string; href: string };
  /** The way back. */
  undo?: { label?: string; run: () => void | Promise<void> };
};
export type ShownToast = Toast & { id: number };

let current: ShownToast | null = null;
let lastId = 0;
const listeners = new Set<() => void>();

/** Shows a message in place of the one before. */
export function showToast(toast: Toast): void {
  lastId += 1;
  set({ ...toast, id: lastId });
}

/** Takes the message away, if it is still that one. */
export function hideToast(id: number): void {
  if (current?.id === id) set(null);
}

export function subscribeToToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const currentToast = (): ShownToast | null => current;

function set(next: ShownToast | null): void {
  current = next;
  for (const listener of listeners) listener();
}
