/** What a key does on a page, apart from React: finds the control that carries it and presses it, moves through rows, goes places. */

/** `g`, then one of these. */
export const GO_TO: readonly (readonly [key: string, href: string, label: string])[] = [
  ["o", "/", "Overview"],
  ["r", "/review", "Review"],
  ["s", "/sessions", "Sessions"],
  ["d", "/dreams", "Dreams"],
  ["l", "/learnings", "Learnings"],
  ["a", "/agents", "Agents"],
  ["i", "/imports", "Imports"],
];

const ROW = "main [data-row], main .data-table tbody tr";
const PANEL = "dialog[open], [popover]:popover-open";

/** Whether a key belongs to what has the focus: a field, an open panel, a control with keys of its own. */
export function isTyping(target: HTMLElement): boolean {
  return (
    target.isContentEditable ||
    target.closest(`input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, ${PANEL}`) !==
      null
  );
}

export function isControl(target: HTMLElement): boolean {
  return target.closest("a, button, summary, [role=button], [role=tab], [role=slider], [role=treeitem]") !== null;
}

/** The control that carries the key as `data-shortcut`, or that is inside what does. */
export function findShortcut(key: string): HTMLElement | null {
  for (const carrier of document.querySelectorAll<HTMLElement>("[data-shortcut]")) {
    if (carrier.dataset.shortcut?.toLowerCase() !== key.toLowerCase()) continue;
    const control = carrier.matches("a, button, input, summary")
      ? carrier
      : carrier.querySelector<HTMLElement>("a, button, input, summary");
    if (control?.checkVisibility()) return control;
  }
  return null;
}

/** Presses a control; what may not be used gets the focus instead, and so says why. */
export function press(control: HTMLElement): void {
  if (control.getAttribute("aria-disabled") === "true") {
    control.focus();
    return;
  }
  if (control instanceof HTMLInputElement && control.type !== "checkbox" && control.type !== "radio") {
    control.focus();
    control.select();
    return;
  }
  control.click();
  const panel = control.nextElementSibling;
  if (panel instanceof HTMLElement && panel.matches(":popover-open")) {
    panel.querySelector<HTMLElement>("input:not([type=hidden]), textarea")?.focus();
  }
}

/** Moves to the next or previous row of the list; false where the page has none. */
export function moveInRows(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)].filter((row) => rowLink(row)?.checkVisibility());
  if (rows.length === 0) return false;
  const here = currentRow();
  const at = here ? rows.indexOf(here) : -1;
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
  const link = next && rowLink(next);
  if (!link) return false;
  link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

/** Selects the row that has the focus. */
export function selectRow(): boolean {
  const box = currentRow()?.querySelector<HTMLInputElement>("input[type=checkbox]");
  box?.click();
  return box != null;
}

export function isInRow(target: HTMLElement): boolean {
  return target.closest(ROW) !== null;
}

/** The page's filter gets the focus. */
export function focusFilter(): boolean {
  const field = [
    ...document.querySelectorAll<HTMLElement>("main [data-page-filter], main [role=search] input, main input[type=search]"),
  ].find((one) => one.checkVisibility());
  const input = field?.matches("input, textarea") ? field : field?.querySelector<HTMLElement>("input");
  if (!input) return false;
  input.focus();
  if (input instanceof HTMLInputElement) input.select();
  return true;
}

/** The link back to the list this page belongs to. */
export function goBack(): boolean {
  const link = document.querySelector<HTMLElement>("[data-back]");
  link?.click();
  return link !== null;
}

export function hasOpenPanel(): boolean {
  return document.querySelector(PANEL) !== null;
}

function currentRow(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>(ROW);
  return focused ?? document.querySelector<HTMLElement>("main [data-row][aria-current], main [data-row]:has([aria-current])");
}

function rowLink(row: HTMLElement): HTMLElement | null {
  return row.matches("a") ? row : row.querySelector<HTMLElement>("th a, a");
}
