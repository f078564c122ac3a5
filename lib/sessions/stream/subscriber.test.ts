import { describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import type { PreviewNews } from "@/lib/sessions/notifications";
import { eventFrame, previewFrame } from "@/lib/sessions/stream/frames";
import { MAX_WAITING_BYTES, Subscriber } from "@/lib/sessions/stream/subscriber";

const [workspaceId, sessionId] = [newId("workspace"), newId("session")];

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += Buffer.from(chunk).toString("utf8");
  return text;
}

const messageFrame = (id: string, text: string) =>
  eventFrame({ id: id as ReturnType<typeof newId<"event">>, type: "agent.message", payload: { content: text }, processedAt: null });

describe("previews of what is being said", () => {
  const say = (previews: ("agent.message" | "agent.thinking")[], pieces: PreviewNews[]) => {
    const subscriber = new Subscriber(new Set(previews), () => {});
    subscriber.begin(0);
    for (const piece of pieces) subscriber.sendPreview(piece, previewFrame(piece));
    subscriber.close();
    return readAll(subscriber.stream);
  };
  const id = newId("event");
  const start = (type: "agent.message" | "agent.thinking" = "agent.message"): PreviewNews => [workspaceId, sessionId, "start", id, type];
  const delta = (index: number, offset: number, text: string): PreviewNews => [workspaceId, sessionId, "delta", id, index, offset, text];
  const textsOf = (sent: string) => [...sent.matchAll(/"text","text":"([^"]*)"/g)].map((match) => match[1]);

  it("are a contiguous prefix: nothing follows a piece that was missed", async () => {
    const sent = await say(["agent.message"], [start(), delta(0, 0, "Hel"), delta(0, 3, "lo"), delta(0, 9, "lost"), delta(0, 5, "!")]);
    expect(sent).toContain('event: event_start\ndata: {"type":"event_start","event":{"type":"agent.message","id":"');
    expect(textsOf(sent)).toEqual(["Hel", "lo"]);
  });

  it("pass on to the next content block only at its beginning", async () => {
    expect(
      textsOf(await say(["agent.message"], [start(), delta(0, 0, "a"), delta(1, 0, "b"), delta(1, 1, "c"), delta(0, 1, "d")])),
    ).toEqual(["a", "b", "c"]);
    expect(textsOf(await say(["agent.message"], [start(), delta(0, 0, "a"), delta(2, 0, "b")]))).toEqual(["a"]);
  });

  it("leave out a block whose beginning was not seen, and kinds that were not asked for", async () => {
    expect(await say(["agent.message"], [delta(0, 0, "a")])).toBe(": ok\n\n");
    expect(await say([], [start(), delta(0, 0, "a")])).toBe(": ok\n\n");
    expect(await say(["agent.thinking"], [start(), delta(0, 0, "a")])).toBe(": ok\n\n");
    expect(await say(["agent.thinking"], [start("agent.thinking")])).toContain("event_start");
  });

  it("end with the finished message", async () => {
    const subscriber = new Subscriber(new Set(["agent.message"]), () => {});
    subscriber.begin(0);
    for (const piece of [start(), delta(0, 0, "a")]) subscriber.sendPreview(piece, previewFrame(piece));
    subscriber.sendEvent({ id, seq: 1 }, messageFrame(id, "ab"), false);
    const late = delta(0, 1, "b");
    subscriber.sendPreview(late, previewFrame(late));
    subscriber.close();
    expect((await readAll(subscriber.stream)).match(/^event: .*/gm)).toEqual([
      "event: event_start",
      "event: event_delta",
      "event: agent.message",
    ]);
  });
});

it("holds back what it hears before it knows where the log stands, and leaves out what is older", async () => {
  const subscriber = new Subscriber(new Set(), () => {});
  for (const seq of [4, 5, 6]) subscriber.sendEvent({ id: newId("event"), seq }, messageFrame(`e${seq}`, ""), false);
  subscriber.sendEvent({ id: newId("event"), seq: 2 }, messageFrame("e2", ""), true);
  subscriber.begin(5);
  subscriber.sendEvent({ id: newId("event"), seq: 7 }, messageFrame("e7", ""), false);
  subscriber.close();
  expect([...(await readAll(subscriber.stream)).matchAll(/"id":"(e\d)"/g)].map((match) => match[1])).toEqual(["e6", "e2", "e7"]);
});

it("cuts off a reader that lags, and frees what waited for it", async () => {
  const reasons: string[] = [];
  const subscriber = new Subscriber(new Set(), (_gone, reason) => reasons.push(reason));
  subscriber.begin(0);
  const frame = new Uint8Array(MAX_WAITING_BYTES / 4);
  let sent = 0;
  while (reasons.length === 0 && sent < 100) {
    sent += 1;
    subscriber.sendEvent({ id: newId("event"), seq: sent }, frame, false);
  }
  expect(reasons).toEqual(["too slow"]);
  expect(sent).toBe(5);
  await expect(readAll(subscriber.stream)).rejects.toThrow("too slow");
});

it("tells once that the reader is gone, and sends it nothing more", async () => {
  const reasons: string[] = [];
  const subscriber = new Subscriber(new Set(), (_gone, reason) => reasons.push(reason));
  await subscriber.stream.cancel();
  subscriber.leave("aborted");
  subscriber.begin(0);
  subscriber.beat();
  expect(reasons).toEqual(["canceled"]);
});
