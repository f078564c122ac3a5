/** Keyset pages: rows that arrive between two pages are never repeated or skipped. */
import { AppError } from "@/lib/errors";

export type Page<T> = { items: T[]; nextCursor: string | null };

export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 100;

type CursorPart = string | number | null;

/** `kind` names the list and its order: a cursor of another list is refused. */
export function encodeCursor(kind: string, parts: CursorPart[]): string {
  return Buffer.from(JSON.stringify([kind, ...parts])).toString("base64url");
}

/** The cursor's parts, or null for none. Throws `invalid_input` for anything that this list did not hand out. */
export function decodeCursor(kind: string, cursor: string | null | undefined, length: number): CursorPart[] | null {
  if (cursor === null || cursor === undefined || cursor === "") return null;
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(decoded) && decoded[0] === kind && decoded.length === length + 1) {
      const parts = decoded.slice(1);
      if (parts.every(isPart)) return parts;
    }
  } catch {
    // falls through to the one error
  }
  throw badCursor();
}

/** Whether Postgres can be asked about it: a forged NUL or half a surrogate pair would be a fault there. */
function isPart(part: unknown): part is CursorPart {
  return part === null || typeof part === "number" || (typeof part === "string" && !/\u0000|\p{Surrogate}/u.test(part));
}

function badCursor(): AppError {
  return new AppError("invalid_input", "This page cursor is not from this list. Start again without `page`.", {
    details: { reason: "bad_cursor", fields: { page: "unknown cursor" } },
  });
}

/** A date inside a cursor. Throws `invalid_input` when it is none. */
export function cursorDate(part: CursorPart): Date {
  const date = new Date(String(part));
  // A year beyond four digits is written in a form that Postgres does not read.
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999) throw badCursor();
  return date;
}

const MAX_INTEGER = 2 ** 31 - 1;

/** A position inside a cursor. Throws `invalid_input` when it is none. */
export function cursorNumber(part: CursorPart | undefined): number {
  if (typeof part !== "number" || !Number.isInteger(part) || part < 0 || part > MAX_INTEGER) throw badCursor();
  return part;
}

/** Cuts one row more than asked for into a page. */
export function toPage<Row, T>(rows: Row[], limit: number, cursorOf: (row: Row) => string, view: (row: Row) => T): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown[shown.length - 1];
  return { items: shown.map(view), nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

export type TwoWayPage<T> = Page<T> & { previousCursor: string | null };

/**
 * As `toPage`, for a list that can be read both ways: a page before a cursor was read in the opposite order and is turned round. `cursorOf`
 * makes the cursor of what lies `after` or `before` a row.
 */
export function toTwoWayPage<Row>(
  rows: Row[],
  { limit, isBackward, isFirst }: { limit: number; isBackward: boolean; isFirst: boolean },
  cursorOf: (row: Row, side: "after" | "before") => string,
): TwoWayPage<Row> {
  const hasMore = rows.length > limit;
  const items = rows.slice(0, limit);
  if (isBackward) items.reverse();
  const first = items[0];
  const last = items[items.length - 1];
  const hasNext = isBackward || hasMore;
  const hasPrevious = isBackward ? hasMore : !isFirst;
  return {
    items,
    nextCursor: hasNext && last !== undefined ? cursorOf(last, "after") : null,
    previousCursor: hasPrevious && first !== undefined ? cursorOf(first, "before") : null,
  };
}
