"use client";

/** Whether the palette is open, and with which words: anybody may open it. */
let isOpen = false;
let startWith = "";
const listeners = new Set<() => void>();

export function openPalette(text = ""): void {
  startWith = text;
  set(true);
}

/** A letter typed while the palette's code is still on its way: it belongs to the palette, not to the page's keys. */
export function typeAhead(letter: string): void {
  startWith += letter;
}

export function closePalette(): void {
  set(false);
}

export const isPaletteOpen = (): boolean => isOpen;
export const paletteText = (): string => startWith;

export function subscribeToPalette(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(next: boolean): void {
  if (next === isOpen) return;
  isOpen = next;
  for (const listener of listeners) listener();
}
