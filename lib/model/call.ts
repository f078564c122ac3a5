/** One request to the model, streamed: a whole answer or an error, never a part. */
import type Anthropic from "@anthropic-ai/sdk";
import { APIError } from "@anthropic-ai/sdk";
import { Stream } from "@anthropic-ai/sdk/streaming";
import { AnswerBuilder, type ModelDelta } from "@/lib/model/answer-builder";
import type { ModelClient } from "@/lib/model/client";
import { ModelError, toModelError } from "@/lib/model/errors";
import type { ModelUsage } from "@/lib/model/types";

export type ModelCallRequest = Omit<Anthropic.MessageCreateParams, "stream">;

export type ModelAnswer = {
  /** Goes back to the API as it is: thinking blocks carry signatures. */
  content: Anthropic.ContentBlock[];
  stopReason: Anthropic.StopReason;
  stopDetails: Anthropic.RefusalStopDetails | null;
  usage: ModelUsage;
  /** The model that answered, as the API names it. */
  model: string;
  messageId: string;
  /** Null when the API didn't tell. */
  requestId: string | null;
  /** A tool call that the answer's limit cut off: it is left out of `content`, since half an input must not run. */
  cutToolCall: { id: string; name: string } | null;
};

export type CallOptions = {
  /** Interrupts: the call ends at once with `canceled`. */
  signal?: AbortSignal;
  /** Hears each piece as it comes, in order. What it throws ends the call and comes out unchanged. */
  onDelta?: (delta: ModelDelta) => void;
  /** The API pings during long thoughts: a stream that is silent for so long is dead. */
  silenceMs?: number;
};

const SILENCE_MS = 120_000;

/**
 * Calls the model once and resolves with its whole answer. Throws `ModelError` (see `failure.kind`): nothing is retried here, and a stream that
 * breaks off, goes silent or ends before its `message_stop` throws, however much of it had come.
 */
export async function callModel(client: ModelClient, request: ModelCallRequest, options: CallOptions = {}): Promise<ModelAnswer> {
  const { signal, onDelta, silenceMs = SILENCE_MS } = options;
  const stopping = new AbortController();
  const interrupt = () => stopping.abort();
  let isSilent = false;
  const watch = setTimeout(() => {
    isSilent = true;
    stopping.abort();
  }, silenceMs);
  /** The client's errors become ours; a listener's stay what they are. */
  const fromClient = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (isSilent && !signal?.aborted) throw silence(silenceMs);
      throw toModelError(error, signal?.aborted ?? false);
    }
  };
  signal?.addEventListener("abort", interrupt, { once: true });
  if (signal?.aborted) interrupt();
  try {
    const response = await fromClient(client.messages.create({ ...request, stream: true }, { signal: stopping.signal }).asResponse());
    const builder = new AnswerBuilder(onDelta);
    const events = Stream.rawEvents(response, stopping);
    while (!builder.isWhole) {
      watch.refresh();
      const next = await fromClient(events.next());
      if (next.done) break;
      const { event, data } = next.value;
      if (event === null || event === "ping") continue;
      const parsed = await fromClient(parse(data));
      if (event === "error") throw toModelError(errorInStream(parsed, response), signal?.aborted ?? false);
      builder.take(parsed as Anthropic.RawMessageStreamEvent);
    }
    return whole(builder, response, { isCanceled: signal?.aborted ?? false, silentMs: isSilent ? silenceMs : null });
  } finally {
    clearTimeout(watch);
    signal?.removeEventListener("abort", interrupt);
    // Frees the connection of an answer that nobody reads to its end.
    stopping.abort();
  }
}

async function parse(data: string): Promise<unknown> {
  return JSON.parse(data);
}

function silence(ms: number): ModelError {
  return new ModelError({ kind: "connection", message: `The model sent nothing for ${Math.round(ms / 1000)} s.`, isRetryable: true });
}

function errorInStream(body: unknown, response: Response): APIError {
  const type = (body as { error?: { type?: string } } | null)?.error?.type ?? null;
  return new APIError(undefined, body as object, undefined, response.headers, type as APIError["type"]);
}

function whole(builder: AnswerBuilder, response: Response, end: { isCanceled: boolean; silentMs: number | null }): ModelAnswer {
  const requestId = response.headers.get("request-id");
  if (builder.isWhole) return { ...builder.answer(), requestId };
  // The SDK ends an aborted stream without a word.
  if (end.isCanceled) throw toModelError(null, true);
  if (end.silentMs !== null) throw silence(end.silentMs);
  throw new ModelError({
    kind: "connection",
    message: "The model's answer ended in the middle.",
    isRetryable: true,
    ...(requestId ? { requestId } : {}),
  });
}
