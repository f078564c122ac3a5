/** Sums up a context that is nearly full. Pure but for `commitCompaction`, which writes the new context behind the old one. */

import { bill, toSpanUsage } from "@/lib/agent-loop/commit-answer";
import { addMessage, closeRequest } from "@/lib/agent-loop/decide";
import type { ContextMessage } from "@/lib/agent-loop/request";
import type { LoopSession } from "@/lib/agent-loop/types";
import type { ModelAnswer } from "@/lib/model/call";
import type { SessionDraft } from "@/lib/sessions/draft";

const INSTRUCTION = `The conversation has become too long to go on with. Write a summary that lets you go on without it, in plain text:
what the user asked for, with every exact value, name, path and constraint that still matters; what was done and what came of it;
what was decided and why; what is open, and the very next step. Leave out what no longer matters. Do not call tools.`;

/**
 * What is summed up, and what is kept as it is: what the model has not answered yet, with the calls that results belong to, since the API
 * refuses results without. The rest was answered once, so it fits the window with the request for a summary behind it.
 */
function split(context: readonly ContextMessage[]): { old: ContextMessage[]; kept: ContextMessage[] } {
  let at = context.length;
  while (at > 0 && context[at - 1]?.role === "user") at -= 1;
  const hasResults = context.slice(at).some((message) => message.content.some((block) => block.type === "tool_result"));
  if (hasResults && at > 0) at -= 1;
  return { old: context.slice(0, at), kept: context.slice(at) };
}

/** The old part of the context, with the request to sum it up at its end. */
export function toSummaryMessages(context: readonly ContextMessage[]): ContextMessage[] {
  return [...split(context).old, { role: "user", content: [{ type: "text", text: INSTRUCTION }] }];
}

/** What takes the old context's place. */
export function compacted(context: readonly ContextMessage[], summary: string): ContextMessage[] {
  const text = `<summary_of_the_conversation_so_far>\n${summary}\n</summary_of_the_conversation_so_far>`;
  return [{ role: "user", content: [{ type: "text", text }] }, ...split(context).kept];
}

export type Summed = {
  answer: ModelAnswer;
  session: LoopSession;
  context: readonly ContextMessage[];
  costMicroUsd: number | null;
  durationMs: number;
};

/** The request that was announced is answered by the summary; the next one goes on with the task. */
export function commitCompaction(draft: SessionDraft, summed: Summed): void {
  const { state } = draft;
  const summary = summed.answer.content.map((block) => (block.type === "text" ? block.text : "")).join("");
  closeRequest(draft, false, toSpanUsage(summed.answer.usage));
  bill(draft, summed);
  state.contextFrom = state.messageCount;
  for (const { role, content } of compacted(summed.context, summary)) draft.defer(addMessage(draft, role, content));
  // Measured anew by the next answer.
  Object.assign(state, { contextTokens: 0, failures: 0, retryAt: null });
  draft.append({ type: "agent.thread_context_compacted", trust: "operator" });
  state.requestId = draft.append({ type: "span.model_request_start", trust: "operator" }).id;
}
