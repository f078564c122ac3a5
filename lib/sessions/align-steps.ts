/** Lays two sessions side by side, step by step. Pure. */
import { diffArrays } from "diff";

/** A message or a call with its result, as it is compared. */
export type ComparedStep = {
  id: string;
  seq: number;
  kind: "user" | "agent" | "call";
  /** The tool's name for a call. */
  tool: string | null;
  text: string;
  result: string | null;
  isError: boolean;
};

/** `same`: word for word; `changed`: the same tool or speaker with other words; else only one of the two has it. */
export type AlignedStep = { state: "same" | "changed" | "only_a" | "only_b"; a: ComparedStep | null; b: ComparedStep | null };

const shapeOf = ({ kind, tool }: ComparedStep) => `${kind}:${tool ?? ""}`;
const isSame = (a: ComparedStep, b: ComparedStep) => a.text === b.text && a.result === b.result && a.isError === b.isError;

/** Steps of the same kind and tool stand beside each other, in the order of both. */
export function alignSteps(a: readonly ComparedStep[], b: readonly ComparedStep[]): AlignedStep[] {
  const aligned: AlignedStep[] = [];
  let [fromA, fromB] = [0, 0];
  for (const { count = 0, added, removed } of diffArrays(a.map(shapeOf), b.map(shapeOf))) {
    for (let n = 0; n < count; n++) {
      const stepA = added ? null : (a[fromA++] ?? null);
      const stepB = removed ? null : (b[fromB++] ?? null);
      const state = stepA && stepB ? (isSame(stepA, stepB) ? "same" : "changed") : stepA ? "only_a" : "only_b";
      aligned.push({ state, a: stepA, b: stepB });
    }
  }
  return aligned;
}

type Event = { id: string; seq: number; type: string; payload: Record<string, unknown> };

/** A session's events as steps: a call takes its result along. */
export function toSteps(events: readonly Event[]): ComparedStep[] {
  const calls = new Map<unknown, ComparedStep>();
  return events.flatMap(({ id, seq, type, payload }): ComparedStep[] => {
    if (type.endsWith("tool_use")) {
      const step: ComparedStep = {
        id,
        seq,
        kind: "call",
        tool: String(payload.name ?? ""),
        text: JSON.stringify(payload.input ?? {}),
        result: null,
        isError: false,
      };
      calls.set(id, step);
      return [step];
    }
    if (type.endsWith("tool_result")) {
      const step = calls.get(payload.custom_tool_use_id ?? payload.tool_use_id ?? payload.mcp_tool_use_id);
      if (step) Object.assign(step, { result: textOf(payload.content), isError: payload.is_error === true });
      return [];
    }
    if (type !== "user.message" && type !== "agent.message") return [];
    return [
      {
        id,
        seq,
        kind: type === "user.message" ? "user" : "agent",
        tool: null,
        text: textOf(payload.content),
        result: null,
        isError: false,
      },
    ];
  });
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((block: { text?: unknown }) => (typeof block?.text === "string" ? block.text : "")).join("\n");
}
