import { expect, it } from "vitest";
import { asTold } from "@/lib/testing/fake-model/scripts";
import type { ModelRequest } from "@/lib/testing/fake-model/types";

const context = { index: 0, requestId: "req" };
const asked = (content: unknown) =>
  asTold()({ model: "m", max_tokens: 1, messages: [{ role: "user", content }] } as unknown as ModelRequest, context);

it("calls the tools that a message names, recites, and says anything else again", async () => {
  expect(await asked('call bash {"command":"ls"}\ncall get {"id":1}')).toEqual({
    blocks: [
      { type: "tool_use", name: "bash", input: { command: "ls" } },
      { type: "tool_use", name: "get", input: { id: 1 } },
    ],
  });
  expect(await asked("recite 3")).toEqual({ blocks: [{ type: "text", text: "word1 word2 word3" }] });
  expect(await asked("hello")).toEqual({ blocks: [{ type: "text", text: "hello" }] });
});

it("tells what the tools returned", async () => {
  const results = [
    { type: "tool_result", tool_use_id: "a", content: "sunny" },
    { type: "tool_result", tool_use_id: "b", content: [{ type: "text", text: "cold" }] },
  ];
  expect(await asked(results)).toEqual({ blocks: [{ type: "text", text: "The results: sunny; cold." }] });
});
