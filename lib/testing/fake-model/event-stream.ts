/** A message as the API's server-sent events. */
import type { ServerResponse } from "node:http";
import type Anthropic from "@anthropic-ai/sdk";
import type { Answer } from "@/lib/testing/fake-model/answer";

type Frame = { text: string; isDelta: boolean };

const frame = (event: { type: string }, isDelta = false): Frame => ({
  text: `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
  isDelta,
});

function* pieces(text: string, size: number): Generator<string> {
  const characters = Array.from(text);
  if (characters.length === text.length) for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  else for (let at = 0; at < characters.length; at += size) yield characters.slice(at, at + size).join("");
}

/** The block as it starts, and its deltas. */
function opened(block: Answer["content"][number], size: number): { start: unknown; deltas: Anthropic.RawContentBlockDelta[] } {
  switch (block.type) {
    case "text":
      return { start: { ...block, text: "" }, deltas: [...pieces(block.text, size)].map((text) => ({ type: "text_delta", text })) };
    case "thinking":
      return {
        start: { type: "thinking", thinking: "", signature: "" },
        deltas: [
          ...[...pieces(block.thinking, size)].map((thinking) => ({ type: "thinking_delta" as const, thinking })),
          { type: "signature_delta", signature: block.signature },
        ],
      };
    case "tool_use": {
      const { cutJson, ...call } = block;
      const json = cutJson ?? JSON.stringify(block.input);
      return {
        start: { ...call, input: {} },
        deltas: ["", ...pieces(json, size)].map((partial_json) => ({ type: "input_json_delta", partial_json })),
      };
    }
  }
}

export function* frames(answer: Answer, size: number): Generator<Frame> {
  const begun = {
    ...answer,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: { ...answer.usage, output_tokens: 1 },
  };
  yield frame({ type: "message_start", message: begun } as Anthropic.RawMessageStartEvent);
  for (const [index, block] of answer.content.entries()) {
    const { start, deltas } = opened(block, size);
    yield frame({ type: "content_block_start", index, content_block: start } as Anthropic.RawContentBlockStartEvent);
    if (index === 0) yield frame({ type: "ping" });
    for (const delta of deltas) yield frame({ type: "content_block_delta", index, delta } as Anthropic.RawContentBlockDeltaEvent, true);
    yield frame({ type: "content_block_stop", index } as Anthropic.RawContentBlockStopEvent);
  }
  const { cache_creation, inference_geo, service_tier, speed, ...usage } = answer.usage;
  const { stop_reason, stop_sequence, stop_details, container } = answer;
  const delta: Anthropic.RawMessageDeltaEvent = {
    type: "message_delta",
    delta: { stop_reason, stop_sequence, stop_details, container },
    usage: { ...usage, output_tokens_details: null },
  };
  yield frame(delta);
  yield frame({ type: "message_stop" });
}

export type StreamEnd = { how: "whole" } | { how: "cut"; afterDeltas: number } | { how: "error"; afterDeltas: number; error: unknown };

const flush = (response: ServerResponse, text: string) => new Promise<void>((resolve) => response.write(text, () => resolve()));

/** Writes the events, with a pause between deltas when asked for. Resolves to false when the answer broke off before its end. */
export async function writeStream(
  response: ServerResponse,
  answer: Answer,
  {
    size,
    msPerDelta,
    end,
    isGone,
    wait,
  }: { size: number; msPerDelta: number; end: StreamEnd; isGone: () => boolean; wait: (ms: number) => Promise<void> },
): Promise<boolean> {
  let buffered = "";
  let deltas = 0;
  for (const { text, isDelta } of frames(answer, size)) {
    if (isGone()) return false;
    const mayGoOn = end.how === "whole" || !isDelta || deltas < end.afterDeltas;
    if (!mayGoOn) break;
    buffered += text;
    if (!isDelta) continue;
    deltas++;
    if (msPerDelta === 0) continue;
    await flush(response, buffered);
    buffered = "";
    await wait(msPerDelta);
  }
  if (isGone()) return false;
  if (end.how === "whole") {
    response.end(buffered);
    return true;
  }
  if (end.how === "error") {
    response.end(`${buffered}event: error\ndata: ${JSON.stringify(end.error)}\n\n`);
    return false;
  }
  // What was written arrives before the connection breaks: otherwise a cut would look like a refused connection.
  await flush(response, buffered);
  await wait(5);
  response.destroy();
  return false;
}
