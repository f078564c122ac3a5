/** What a format reads from one record, before it is made storable and hashed. */
import { pathOf, recordRefused } from "@/lib/interop/refusal";
import type { ImportedSession } from "@/lib/interop/types";

/** Postgres gives up on jsonb nested some 6,000 deep, JavaScript's recursion soon after. No real record comes near. */
const MAX_DEPTH = 500;

export type SessionDraft = Omit<ImportedSession, "line" | "contentHash"> & {
  /** Which attempt at the task it was, where the source counts them. */
  trial: string | null;
  /** What the record has and the import leaves out, for the note on the session. */
  leftOut: string[];
  /** Numbers inside quoted JSON that a double can't hold, kept as text. */
  numbersAsText: number;
};

/** A record that was parsed from JSON: its fields are not checked yet. */
export type RawObject = Record<string, unknown>;

export function isRawObject(value: unknown): value is RawObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Refuses a record with a value nested too deep to be stored. What is checked can be walked by recursion. */
export function assertDepth(value: unknown, path: readonly PropertyKey[], depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > MAX_DEPTH) throw recordRefused(`${pathOf(path)} is nested deeper than ${MAX_DEPTH} levels.`);
  for (const inner of Object.values(value)) assertDepth(inner, path, depth + 1);
}
