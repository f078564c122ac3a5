/**
 * A session's events as a small canonical trace: what was asked, which calls were made with which arguments, how each one ended. Pure.
 * Everything quoted is a verbatim substring of an event; everything left out is counted.
 */
import { createHash } from "node:crypto";
import { canonicalJson, type InputLeaf, inputLeaves } from "@/lib/dreaming/digest/arguments";
import { errorTemplate, informativeLine } from "@/lib/dreaming/digest/error-template";
import { cutAround, cutText } from "@/lib/dreaming/digest/excerpt";
import { intentTerms } from "@/lib/dreaming/digest/intent";
import {
  type ArgumentLeaf,
  DIGEST_VERSION,
  type Digest,
  type DigestEvent,
  type DigestInput,
  type DigestStep,
  type Excerpt,
  type ResultClass,
} from "@/lib/dreaming/types";
import { lowestTrust } from "@/lib/trust";

/**
 * Bounds of a digest. `hardBytes` holds always: a digest above a level of `tightening` has its values and quotes cut to that many characters;
 * steps go last, from the middle (beginning and end tell most).
 */
export const DIGEST_LIMITS = {
  maxSteps: 160,
  maxLeaves: 20,
  valueChars: 200,
  quoteChars: 160,
  intentQuoteChars: 240,
  tightening: [
    { aboveBytes: 8 * 1024, chars: 80 },
    { aboveBytes: 32 * 1024, chars: 48 },
  ],
  hardBytes: 64 * 1024,
} as const;

const CALL_TYPES = new Set(["agent.custom_tool_use", "agent.tool_use", "agent.mcp_tool_use"]);
/** Which field of a result names the event id of its call. */
const RESULT_REFERENCE: Readonly<Record<string, string>> = {
  "user.custom_tool_result": "custom_tool_use_id",
  "user.tool_result": "tool_use_id",
  "agent.tool_result": "tool_use_id",
  "agent.mcp_tool_result": "mcp_tool_use_id",
};
const EMPTY_RESULTS = new Set(["", "[]", "{}", "null", "none", "undefined", '""']);

/** A text of an event and the JSON pointer to it. */
type TextPart = { at: string; text: string };

function sha16(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Text blocks of a payload's `content` (also a plain string, which some writers send). */
function textParts(payload: Record<string, unknown>): TextPart[] {
  const { content } = payload;
  if (typeof content === "string") return [{ at: "/content", text: content }];
  if (!Array.isArray(content)) return [];
  const parts: TextPart[] = [];
  content.forEach((block: unknown, i) => {
    if (block === null || typeof block !== "object") return;
    const { type, text } = block as { type?: unknown; text?: unknown };
    if (type === "text" && typeof text === "string") parts.push({ at: `/content/${i}/text`, text });
  });
  return parts;
}

/**
 * The source's own verdict where it gives one. Where it gives none, a text that opens with "Error" or a JSON object with an `error` counts
 * as one: many tools report failure in words only.
 */
function classifyResult(payload: Record<string, unknown>, text: string): ResultClass {
  if (payload.is_error === true) return "error";
  const trimmed = text.trim();
  if (EMPTY_RESULTS.has(trimmed.toLowerCase())) return "empty";
  if (payload.is_error === false) return "ok";
  if (/^(?:error|fatal|exception|traceback)\b/i.test(trimmed) || /^\{\s*"error"\s*:\s*(?!null|false|""|\{\}|\[\])/.test(trimmed))
    return "error";
  return "ok";
}

/** Texts of several words tell most, then what looks like an id or a number, then plain words. */
function tellingRank(text: string): number {
  if (/\S\s+\S/.test(text)) return 2;
  return /\d/.test(text) ? 1 : 0;
}

/** The leaf that tells most of a call, the longest of its rank, the first of equals; null when the input has no text at all. */
function tellingLeaf(leaves: readonly InputLeaf[]): InputLeaf | null {
  let best: InputLeaf | null = null;
  for (const leaf of leaves) {
    if (leaf.type !== "string" || leaf.text.trim() === "") continue;
    const gain = best === null ? 1 : tellingRank(leaf.text) - tellingRank(best.text) || leaf.text.length - best.text.length;
    if (gain > 0) best = leaf;
  }
  return best;
}

function callExcerpt(event: DigestEvent, tool: string, leaves: readonly InputLeaf[]): Excerpt {
  const leaf = tellingLeaf(leaves);
  const place =
    leaf === null ? { at: "/name", quote: tool } : { at: `/input${leaf.pointer}`, quote: cutText(leaf.text, DIGEST_LIMITS.quoteChars) };
  return { eventId: event.id, ...place, trust: event.trust };
}

/** The part of an error's text that says what went wrong; null when the result holds no text. */
function errorExcerpt(event: DigestEvent, parts: readonly TextPart[]): Excerpt | null {
  const line = informativeLine(parts.map((part) => part.text).join("\n"));
  const part = parts.find(({ text }) => line !== "" && text.includes(line)) ?? parts.find(({ text }) => text.trim() !== "");
  if (part === undefined) return null;
  return { eventId: event.id, at: part.at, quote: cutAround(part.text, line, DIGEST_LIMITS.quoteChars), trust: event.trust };
}

function boundedLeaves(leaves: readonly InputLeaf[]): ArgumentLeaf[] {
  return leaves
    .slice(0, DIGEST_LIMITS.maxLeaves)
    .map(({ path, type, text }) => ({ path, type, value: cutText(text, DIGEST_LIMITS.valueChars) }));
}

type PairedCall = { call: DigestEvent; tool: string; result: DigestEvent | undefined };

function toStep(index: number, { call, tool, result }: PairedCall): DigestStep {
  const input = call.payload.input ?? {};
  const { leaves, cut } = inputLeaves(input);
  const parts = result === undefined ? [] : textParts(result.payload);
  const text = parts.map((part) => part.text).join("\n");
  const resultClass = result === undefined ? "unanswered" : classifyResult(result.payload, text);
  const isError = resultClass === "error";
  return {
    index,
    tool,
    callEventId: call.id,
    resultEventId: result?.id ?? null,
    callHash: sha16(`${tool}\u0000${canonicalJson(input)}`),
    resultHash: result === undefined ? null : sha16(text),
    arguments: boundedLeaves(leaves),
    argumentsCut: cut || leaves.length > DIGEST_LIMITS.maxLeaves,
    result: resultClass,
    errorTemplate: isError ? errorTemplate(text) : null,
    call: callExcerpt(call, tool, leaves),
    outcome: isError && result !== undefined ? errorExcerpt(result, parts) : null,
    trust: lowestTrust(result === undefined ? [call.trust] : [call.trust, result.trust]),
  };
}

/** Calls in order, each with its result; the first result of a call counts. A call without a name is no call anyone could repeat. */
function pairCalls(events: readonly DigestEvent[]): PairedCall[] {
  const results = new Map<string, DigestEvent>();
  for (const event of events) {
    const field = RESULT_REFERENCE[event.type];
    const reference = field === undefined ? undefined : event.payload[field];
    if (typeof reference === "string" && !results.has(reference)) results.set(reference, event);
  }
  return events.flatMap((call) => {
    const { name } = call.payload;
    return CALL_TYPES.has(call.type) && typeof name === "string" && name !== "" ? [{ call, tool: name, result: results.get(call.id) }] : [];
  });
}

/** Keeps the first two thirds and the last third of `count` positions. */
function keptFromMiddle<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  const tail = Math.floor(count / 3);
  return [...items.slice(0, count - tail), ...items.slice(items.length - tail)];
}

/**
 * Arguments of a tool's first use stay as they are: they are compared between sessions, and cutting them in long sessions only would make
 * the session's length, and with it the outcome, show in them.
 */
function tighten(digest: Digest, chars: number): Digest {
  const used = new Set<string>();
  const short = (excerpt: Excerpt): Excerpt => ({ ...excerpt, quote: cutText(excerpt.quote, chars) });
  const steps = digest.steps.map((step) => {
    const isFirst = !used.has(step.tool);
    used.add(step.tool);
    return {
      ...step,
      arguments: isFirst ? step.arguments : step.arguments.map((leaf) => ({ ...leaf, value: cutText(leaf.value, chars) })),
      call: short(step.call),
      outcome: step.outcome === null ? null : short(step.outcome),
    };
  });
  return { ...digest, steps };
}

function bytesOf(digest: Digest): number {
  return Buffer.byteLength(JSON.stringify(digest));
}

function withinBounds(digest: Digest): Digest {
  let out = digest;
  for (const { aboveBytes, chars } of DIGEST_LIMITS.tightening) {
    if (bytesOf(out) <= aboveBytes) return out;
    out = tighten(out, chars);
  }
  for (let bytes = bytesOf(out); bytes > DIGEST_LIMITS.hardBytes && out.steps.length > 0; bytes = bytesOf(out)) {
    const keep = Math.min(out.steps.length - 1, Math.floor((out.steps.length * DIGEST_LIMITS.hardBytes) / bytes));
    const steps = keptFromMiddle(out.steps, keep);
    out = { ...out, steps, stepsCut: out.stepsCut + out.steps.length - steps.length };
  }
  return out;
}

/**
 * The digest of a session. Deterministic; reads only wire fields. `turns` counts the user's messages. Results of `ok` calls are hashed but not
 * quoted. Answers that name no known call are ignored. O(size of the events).
 */
export function digestSession(input: DigestInput): Digest {
  const asked = input.events.filter((event) => event.type === "user.message");
  const intent = asked
    .flatMap((event) => textParts(event.payload).map((part) => ({ event, ...part })))
    .find(({ text }) => text.trim() !== "");
  const calls = pairCalls(input.events).map((pair, index) => ({ pair, index }));
  const callEvents = input.events.filter((event) => CALL_TYPES.has(event.type)).length;
  const kept = keptFromMiddle(calls, DIGEST_LIMITS.maxSteps);
  return withinBounds({
    version: DIGEST_VERSION,
    sessionId: input.sessionId,
    fingerprint: input.fingerprint,
    taskKey: input.taskKey,
    model: input.model,
    agentVersion: input.agentVersion,
    variant: input.variant,
    userKey: input.userKey,
    wall: input.wall,
    intent: {
      excerpt:
        intent === undefined
          ? null
          : {
              eventId: intent.event.id,
              at: intent.at,
              quote: cutText(intent.text, DIGEST_LIMITS.intentQuoteChars),
              trust: intent.event.trust,
            },
      terms: intent === undefined ? [] : intentTerms(intent.text),
    },
    steps: kept.map(({ index, pair }) => toStep(index, pair)),
    stepsCut: callEvents - kept.length,
    turns: asked.length,
  });
}
