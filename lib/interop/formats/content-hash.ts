/** The identity of a session that has no id of its own. Pure. */
import { createHash } from "node:crypto";
import type { SessionDraft } from "@/lib/interop/formats/session-draft";

/**
 * sha256 hex of what happened (prompt, tools, events and their times) and of which attempt it was (task, trial, model, variant, start):
 * a short task gives word-for-word equal runs, and those are different sessions. Verdict, ids, title and metadata are left out, so a
 * later export with more of those is still the same session. The order of object fields and the spelling of call ids don't matter.
 */
export function contentHashOf(draft: SessionDraft): string {
  const calls = new Map<string, number>();
  const events = draft.events.map((event, i) => {
    if (event.callRef !== null && !calls.has(event.callRef)) calls.set(event.callRef, i);
    const call = event.callRef === null ? null : calls.get(event.callRef);
    // Only what the source itself built can differ in the order of its fields.
    const { input, ...payload } = event.payload;
    return [event.type, event.at, call, payload, canonical(input)];
  });
  const attempt = [draft.taskKey, draft.trial, draft.model, draft.variant, draft.startedAt];
  const content = ["session/1", attempt, draft.systemPrompt, canonical(draft.tools), events];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

/** The same value with the fields of each object in order of their names. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // As a list of pairs: an object would put number-like names first, whatever the order they were added in.
  return sorted.map(([name, inner]) => [name, canonical(inner)]);
}
