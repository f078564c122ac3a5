import { expect, it } from "vitest";
import { PreviewBuffer } from "./preview-buffer";

const start = (id: string) => ({ type: "event_start", event: { type: "agent.message", id } });
const piece = (id: string, text: string, index = 0) => ({
  type: "event_delta",
  event_id: id,
  delta: { type: "content_delta", index, content: { type: "text", text } },
});

it("puts pieces together, block by block", () => {
  const buffer = new PreviewBuffer();
  buffer.take(start("a"));
  buffer.take(piece("a", "Good "));
  buffer.take(piece("a", "morning."));
  expect(buffer.take(piece("a", "More.", 1))?.text).toBe("Good morning.\n\nMore.");
});

it("takes no piece of what is over, of something else, or of no known form", () => {
  const buffer = new PreviewBuffer();
  buffer.take(start("a"));
  expect(buffer.take(piece("b", "x"))).toBeUndefined();
  expect(buffer.take(null)).toBeUndefined();
  buffer.done("a");
  expect(buffer.take(piece("a", "late"))).toBeUndefined();
});
