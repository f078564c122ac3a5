/** The fields around the messages, which the neutral format defines and the OpenAI records may carry too. Pure. */
import { z } from "zod";
import { assertDepth, type RawObject, type SessionDraft } from "@/lib/interop/formats/session-draft";
import { readAs } from "@/lib/interop/refusal";
import type { ImportedSession, ImportedTool } from "@/lib/interop/types";

/** An index entry in Postgres holds 2,704 bytes; 512 characters of four bytes stay below. */
const MAX_KEY_CHARACTERS = 512;
/** As for any session's metadata in the Managed Agents API. */
const MAX_METADATA_KEYS = 16;
const MAX_METADATA_NAME = 64;
export const MAX_METADATA_VALUE = 512;

const keyText = z
  .union([z.string(), z.number()], { error: "must be text or a number" })
  .transform(String)
  .refine((text) => text.length <= MAX_KEY_CHARACTERS, { error: `is longer than ${MAX_KEY_CHARACTERS} characters` })
  .transform((text) => (text === "" ? null : text));

/** RFC 3339 with a zone; a blank instead of the T is common and means the same. Kept as written, so no digit is lost. */
export const instant = z
  .string()
  .transform((text) => text.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, "$1T"))
  .refine((text) => z.iso.datetime({ offset: true }).safeParse(text).success && !text.startsWith("0000"), {
    error: 'must be a time with its zone, such as "2025-03-01T09:30:00Z"',
  });

const metadataValue = z
  .union([z.string(), z.number(), z.boolean()], { error: "must be text" })
  .transform(String)
  .refine((text) => text.length <= MAX_METADATA_VALUE, { error: `is longer than ${MAX_METADATA_VALUE} characters` });

const metadata = z
  .record(z.string(), metadataValue)
  .refine((all) => Object.keys(all).length <= MAX_METADATA_KEYS, { error: `has more than ${MAX_METADATA_KEYS} keys` })
  .refine((all) => Object.keys(all).every((name) => name.length >= 1 && name.length <= MAX_METADATA_NAME), {
    error: `has a key that is empty or longer than ${MAX_METADATA_NAME} characters`,
  });

const openObject = z.record(z.string(), z.unknown());
const count = z.number().int({ error: "must be a whole number" }).nonnegative({ error: "must not be negative" });

const SessionFields = z.object({
  external_id: keyText.nullish(),
  task_id: keyText.nullish(),
  trial: keyText.nullish(),
  domain: z.string().nullish(),
  source: z.union([z.string(), openObject], { error: "must be text or an object" }).nullish(),
  agent: z.looseObject({ model: z.string().nullish(), scaffold: z.string().nullish(), user: z.string().nullish() }).nullish(),
  model: z.string().nullish(),
  title: z.string().nullish(),
  metadata: metadata.nullish(),
  user_id: keyText.nullish(),
  system_prompt: z.string().nullish(),
  started_at: instant.nullish(),
  ended_at: instant.nullish(),
  outcome: z
    .looseObject({
      label: z.enum(["success", "failure"]).nullish(),
      reward: z.number().nullish(),
      detail: openObject.nullish(),
    })
    .nullish(),
  usage: z.looseObject({ input_tokens: count.nullish(), output_tokens: count.nullish() }).nullish(),
});

export const SESSION_FIELDS: readonly string[] = Object.keys(SessionFields.shape);
const AGENT_FIELDS = ["model", "scaffold", "user"];
const OUTCOME_FIELDS = ["label", "reward", "detail"];

/** Everything but messages and tools. Refuses the record when a field has the wrong kind of value. */
export function readSessionFields(record: RawObject): SessionDraft {
  const fields = readAs(SessionFields, record, []);
  assertDepth(fields.source, ["source"]);
  const leftOut = [
    ...otherFields(fields.agent, AGENT_FIELDS).map((name) => `agent.${name}`),
    ...otherFields(fields.outcome, OUTCOME_FIELDS).map((name) => `outcome.${name}`),
  ];
  const extra: [string, string | null | undefined][] = [
    ["domain", fields.domain],
    ["trial", fields.trial],
    ["user_played_by", fields.agent?.user],
    ["source", typeof fields.source === "object" ? fields.source && JSON.stringify(fields.source) : fields.source],
  ];
  const { model, scaffold } = fields.agent ?? {};
  return {
    externalId: fields.external_id ?? null,
    taskKey: fields.task_id ?? null,
    variant: scaffold || null,
    trial: fields.trial ?? null,
    title: fields.title || null,
    metadata: withExtra(fields.metadata ?? {}, extra, leftOut),
    model: model || fields.model || null,
    systemPrompt: fields.system_prompt || null,
    tools: null,
    startedAt: fields.started_at ?? null,
    endedAt: fields.ended_at ?? null,
    userKey: fields.user_id ?? null,
    events: [],
    outcome: outcomeOf(fields.outcome),
    usage: usageOf(fields.usage?.input_tokens, fields.usage?.output_tokens),
    leftOut,
    numbersAsText: 0,
  };
}

/** The names in `value` beyond `known` that hold something. */
export function otherFields(value: object | null | undefined, known: readonly string[]): string[] {
  if (value === null || value === undefined) return [];
  return Object.entries(value)
    .filter(([name, held]) => held !== null && held !== undefined && !known.includes(name))
    .map(([name]) => name);
}

export function usageOf(input: number | null | undefined, output: number | null | undefined): ImportedSession["usage"] {
  if (typeof input !== "number" && typeof output !== "number") return null;
  return { inputTokens: input ?? 0, outputTokens: output ?? 0 };
}

function outcomeOf(outcome: z.infer<typeof SessionFields>["outcome"]): ImportedSession["outcome"] {
  if (outcome === null || outcome === undefined) return null;
  const { label = null, reward = null, detail } = outcome;
  if (label === null && reward === null && Object.keys(detail ?? {}).length === 0) return null;
  return { success: label === null ? null : label === "success", score: reward, detail: detail ?? {} };
}

/** The record's own keys come first; ours fill what room is left. */
function withExtra(own: Record<string, string>, extra: [string, string | null | undefined][], leftOut: string[]): Record<string, string> {
  const all = { ...own };
  for (const [name, value] of extra) {
    if (value === null || value === undefined || value === "" || all[name] === value) continue;
    const hasRoom = Object.keys(all).length < MAX_METADATA_KEYS && value.length <= MAX_METADATA_VALUE && !Object.hasOwn(all, name);
    if (hasRoom) all[name] = value;
    else leftOut.push(name);
  }
  return all;
}

const NeutralTool = z.looseObject({
  name: z.string(),
  description: z.string().nullish(),
  input_schema: openObject.nullish(),
});

/** A tool in Anthropic's style. */
export function readNeutralTool(tool: unknown, at: readonly PropertyKey[]): ImportedTool {
  const read = readAs(NeutralTool, tool, at);
  return { name: read.name, description: read.description ?? "", input_schema: read.input_schema ?? {} };
}

export const toolList = z.array(z.unknown()).nullish();
