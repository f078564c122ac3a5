/** From a format's draft to the session that is stored: storable text, notes on what was changed, the hash. Pure. */
import { contentHashOf } from "@/lib/interop/formats/content-hash";
import { assertDepth, type SessionDraft } from "@/lib/interop/formats/session-draft";
import { MAX_METADATA_VALUE } from "@/lib/interop/formats/session-fields";
import { storable } from "@/lib/interop/storable";
import type { ImportedSession } from "@/lib/interop/types";

/** What reading the bytes changed before the format saw them. */
export type ReadingNotes = { replaced: number; numbersAsText: number; mayNeedReplacing: boolean };

/** Metadata keys that say what an import changed or left out; absent when nothing was. */
const IMPORT_NOTES = {
  replaced: "reverie.replaced_characters",
  numbers: "reverie.numbers_as_text",
  leftOut: "reverie.not_imported",
} as const;

export function finishSession(read: SessionDraft, line: number, reading: ReadingNotes): ImportedSession {
  assertDepth(read.tools, ["tools"]);
  assertDepth(read.outcome?.detail, ["outcome", "detail"]);
  for (const event of read.events) assertDepth(event.payload.input, ["messages"]);
  const cleaned = reading.mayNeedReplacing ? storable(read) : { value: read, replaced: 0 };
  const { trial: _trial, leftOut, numbersAsText, ...draft } = cleaned.value;
  const replaced = cleaned.replaced + reading.replaced;
  const numbers = reading.numbersAsText + numbersAsText;
  const metadata = { ...draft.metadata };
  if (replaced > 0) metadata[IMPORT_NOTES.replaced] = String(replaced);
  if (numbers > 0) metadata[IMPORT_NOTES.numbers] = String(numbers);
  if (leftOut.length > 0) metadata[IMPORT_NOTES.leftOut] = joined(leftOut);
  return { ...draft, line, metadata, contentHash: contentHashOf(cleaned.value) };
}

/** As many names as a metadata value holds; how many more there are is said. */
function joined(names: readonly string[]): string {
  let all = "";
  for (const [i, name] of names.entries()) {
    const next = `${i === 0 ? "" : ", "}${name}`;
    if (all.length + next.length > MAX_METADATA_VALUE - 20) return `${all} … and ${names.length - i} more`;
    all += next;
  }
  return all;
}
