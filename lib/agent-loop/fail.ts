/** What a failed request to the model does to the session: another attempt later, or the end of the turn. */

import { toUserBlocks } from "@/lib/agent-loop/context-events";
import { addMessage, closeRequest, LEAST_MESSAGES, queuedEvents } from "@/lib/agent-loop/decide";
import type { ModelFailure, ModelFailureKind } from "@/lib/model/errors";
import type { SessionDraft } from "@/lib/sessions/draft";

/** Attempts at one request, the first included. */
const MOST_ATTEMPTS = 8;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
/** More tokens than any window holds: the context is summed up before the next request. */
const OVERFULL = 2_000_000_000;

const ERROR_TYPES: Record<ModelFailureKind, string> = {
  overloaded: "model_overloaded_error",
  rate_limited: "model_rate_limited_error",
  server: "model_request_failed_error",
  connection: "model_request_failed_error",
  invalid_request: "model_request_failed_error",
  authentication: "model_request_failed_error",
  billing: "billing_error",
  context_too_long: "compaction_limit_reached_error",
  canceled: "unknown_error",
};

/** `random` from 0 to 1 spreads the attempts of sessions that failed together. */
export async function commitFailure(draft: SessionDraft, failure: ModelFailure, random: number): Promise<void> {
  const { state } = draft;
  // An interrupt: what it does is decided with the session in hand.
  if (failure.kind === "canceled") return;
  if (failure.kind === "context_too_long" && state.messageCount - state.contextFrom > LEAST_MESSAGES && state.contextTokens < OVERFULL) {
    state.contextTokens = OVERFULL;
    return;
  }
  state.failures += 1;
  const { requestId } = state;
  closeRequest(draft, true);
  if (failure.isRetryable && state.failures < MOST_ATTEMPTS) {
    sayError(draft, failure, "retrying");
    draft.reschedule();
    state.requestId = requestId;
    state.retryAt = new Date(draft.now.getTime() + waitFor(failure, state.failures, random));
    return;
  }
  await giveUp(draft, failure);
}

/** The server's word on when counts more than our own guess. */
function waitFor(failure: ModelFailure, failures: number, random: number): number {
  const guess = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  return Math.round(failure.retryAfterMs ?? guess * (0.5 + random / 2));
}

/** The turn is over; what was queued behind it is kept for the next one's context. */
async function giveUp(draft: SessionDraft, failure: ModelFailure): Promise<void> {
  sayError(draft, failure, "exhausted");
  const queued = await queuedEvents(draft);
  if (queued.length > 0) {
    draft.process(queued);
    await addMessage(draft, "user", toUserBlocks(queued));
  }
  Object.assign(draft.state, { failures: 0, retryAt: null, requestId: null, turnRequests: 0 });
  draft.rest({ type: "retries_exhausted" });
}

function sayError(draft: SessionDraft, failure: ModelFailure, status: "retrying" | "exhausted"): void {
  draft.append({
    type: "session.error",
    trust: "operator",
    payload: { error: { type: ERROR_TYPES[failure.kind], message: failure.message, retry_status: { type: status } } },
  });
}
