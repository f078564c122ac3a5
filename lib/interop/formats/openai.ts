/** OpenAI Chat Completions in the three shapes they are kept in: `{messages}`, `{request, response}`, tau-bench's `{task_id, traj}`. Pure. */
import { z } from "zod";
import { numbered, readChatMessages } from "@/lib/interop/formats/openai-messages";
import type { RawObject, SessionDraft } from "@/lib/interop/formats/session-draft";
import { isRawObject } from "@/lib/interop/formats/session-draft";
import { otherFields, readNeutralTool, readSessionFields, SESSION_FIELDS, toolList, usageOf } from "@/lib/interop/formats/session-fields";
import { pathOf, readAs, recordRefused } from "@/lib/interop/refusal";
import type { ImportedTool } from "@/lib/interop/types";

type Path = readonly PropertyKey[];

const tokens = z.number().int().nonnegative().nullish();
const Usage = z.looseObject({ prompt_tokens: tokens, completion_tokens: tokens }).nullish();
const name = z.string().nullish();

/** The fields of a Chat Completions request that say something about the session. */
const Request = z.looseObject({ model: name, user: name, safety_identifier: name, tools: toolList, functions: toolList, usage: Usage });
const REQUEST_FIELDS = ["model", "user", "safety_identifier", "tools", "functions", "messages", "metadata", "usage"];
const Response = z.looseObject({
  id: name,
  model: name,
  created: z.number().int().positive().max(253_402_300_799, { error: "must be seconds since 1970" }).nullish(),
  choices: z.array(z.looseObject({ message: z.unknown() })),
  usage: Usage,
});
const RESPONSE_FIELDS = ["id", "object", "model", "created", "choices", "usage"];
const messageList = z.array(z.unknown());

/** Reads one session. Refuses the record (invalid_input, reason `bad_record`) as the neutral format does. */
export function readOpenAiSession(record: RawObject): SessionDraft {
  if ("traj" in record) return readTauBench(record);
  if (isRawObject(record.request) && "response" in record) return readLoggedPair(record, record.request);
  // `usage` is OpenAI's here, unless it has the neutral format's names.
  const { usage, ...rest } = record;
  const isNeutralUsage = isRawObject(usage) && ("input_tokens" in usage || "output_tokens" in usage);
  const draft = readSessionFields(isNeutralUsage ? record : rest);
  if (typeof record.id === "string") draft.externalId ??= record.id;
  applyRequest(draft, isNeutralUsage ? rest : record, []);
  readChatMessages(draft, numbered(readAs(messageList, record.messages, ["messages"]), ["messages"]));
  draft.leftOut.push(...otherFields(record, [...SESSION_FIELDS, ...REQUEST_FIELDS, "id"]));
  return draft;
}

/** A logged call: what was sent and what came back. The answer is the session's last message. */
function readLoggedPair(record: RawObject, request: RawObject): SessionDraft {
  const metadata = isRawObject(request.metadata) && isRawObject(record.metadata) ? { ...request.metadata, ...record.metadata } : null;
  const draft = readSessionFields({ ...record, metadata: metadata ?? record.metadata ?? request.metadata });
  applyRequest(draft, request, ["request"]);
  const response = readAs(Response, record.response, ["response"]);
  const [choice] = response.choices;
  if (choice === undefined || response.choices.length > 1) {
    throw recordRefused(`response.choices has ${response.choices.length} entries; a session goes on with exactly one.`);
  }
  draft.externalId ??= response.id || null;
  draft.model = response.model || draft.model;
  if (typeof response.created === "number") draft.startedAt ??= new Date(response.created * 1000).toISOString();
  draft.usage = usageOf(response.usage?.prompt_tokens, response.usage?.completion_tokens) ?? draft.usage;
  const sent = readAs(messageList, request.messages, ["request", "messages"]);
  readChatMessages(draft, [
    ...numbered(sent, ["request", "messages"]),
    { value: choice.message, path: ["response", "choices", 0, "message"] },
  ]);
  draft.leftOut.push(
    ...otherFields(record, [...SESSION_FIELDS, "request", "response"]),
    ...otherFields(request, REQUEST_FIELDS).map((field) => `request.${field}`),
    ...otherFields(response, RESPONSE_FIELDS).map((field) => `response.${field}`),
  );
  return draft;
}

const TauBench = z.looseObject({
  task_id: z.union([z.string(), z.number()], { error: "must be text or a number" }),
  trial: z.union([z.string(), z.number()], { error: "must be text or a number" }).nullish(),
  reward: z.number().nullish(),
});
const RewardChecks = z.object({ info: z.object({ reward_info: z.object({ info: z.record(z.string(), z.unknown()) }) }) });
/** tau-bench counts a task as solved at reward 1; the margin is for floating point. */
const SOLVED = 1 - 1e-6;

/**
 * Of `info` only the two scores of the checks are read. The rest is the benchmark's answer sheet (gold actions, expected
 * outputs, the simulated user's script): grading data that nothing which learns may see.
 */
function readTauBench(record: RawObject): SessionDraft {
  const { task_id: taskId, trial = null, reward = null } = readAs(TauBench, record, []);
  const draft = readSessionFields({ ...record, outcome: undefined });
  draft.taskKey = String(taskId);
  draft.trial = trial === null ? null : String(trial);
  draft.externalId ??= trial === null ? null : `${taskId}-${trial}`;
  if (reward !== null) draft.outcome = { success: reward >= SOLVED, score: reward, detail: { checks: checksOf(record) } };
  readChatMessages(draft, numbered(readAs(messageList, record.traj, ["traj"]), ["traj"]));
  draft.leftOut.push(...otherFields(record, [...SESSION_FIELDS, "traj", "reward", "info"]));
  return draft;
}

function checksOf(record: RawObject): Record<string, number> {
  const read = RewardChecks.safeParse(record);
  const checks: Record<string, number> = {};
  if (!read.success) return checks;
  for (const key of ["r_actions", "r_outputs"]) {
    const score = read.data.info.reward_info.info[key];
    if (typeof score === "number") checks[key] = score;
  }
  return checks;
}

function applyRequest(draft: SessionDraft, raw: RawObject, path: Path): void {
  const request = readAs(Request, raw, path);
  draft.model ??= request.model || null;
  // OpenAI defines both as the identifier of the end user.
  draft.userKey ??= request.user || request.safety_identifier || null;
  draft.usage ??= usageOf(request.usage?.prompt_tokens, request.usage?.completion_tokens);
  const tools = [
    ...(request.tools ?? []).map((tool, i) => readTool(tool, [...path, "tools", i])),
    ...(request.functions ?? []).map((tool, i) => readFunction(tool, [...path, "functions", i])),
  ];
  draft.tools = tools.length > 0 || request.tools || request.functions ? tools : null;
}

const AnyTool = z.looseObject({ type: z.string().nullish() });
const FunctionTool = z.looseObject({ name: z.string(), description: name, parameters: z.record(z.string(), z.unknown()).nullish() });
const CustomTool = z.looseObject({ name: z.string(), description: name });

function readTool(raw: unknown, path: Path): ImportedTool {
  const tool = readAs(AnyTool, raw, path);
  if (isRawObject(tool.function)) return readFunction(tool.function, [...path, "function"]);
  if (isRawObject(tool.custom)) {
    const custom = readAs(CustomTool, tool.custom, [...path, "custom"]);
    return { name: custom.name, description: custom.description ?? "", input_schema: {} };
  }
  if ("input_schema" in tool) return readNeutralTool(raw, path);
  if (typeof tool.name === "string") return readFunction(raw, path);
  // A hosted tool is known by its type alone.
  if (typeof tool.type === "string") return { name: tool.type, description: "", input_schema: {} };
  throw recordRefused(`${pathOf(path)} has neither a function nor a name.`);
}

function readFunction(raw: unknown, path: Path): ImportedTool {
  const tool = readAs(FunctionTool, raw, path);
  return { name: tool.name, description: tool.description ?? "", input_schema: tool.parameters ?? {} };
}
