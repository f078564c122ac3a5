import { describe, expect, it } from "vitest";
import { compacted, toSummaryMessages } from "@/lib/agent-loop/compact";
import type { ContextMessage } from "@/lib/agent-loop/request";

const text = (role: "user" | "assistant", words: string): ContextMessage => ({ role, content: [{ type: "text", text: words }] });
const call: ContextMessage = { role: "assistant", content: [{ type: "tool_use", id: "t", name: "n", input: {} }] };
const result: ContextMessage = { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: [] }] };

describe("a context that is summed up", () => {
  it("keeps what was not answered yet, and sums up the rest", () => {
    const context = [text("user", "a"), text("assistant", "b"), text("user", "c")];
    expect(toSummaryMessages(context).slice(0, -1)).toEqual(context.slice(0, 2));
    const next = compacted(context, "S");
    expect(JSON.stringify(next[0])).toContain("S");
    expect(next.slice(1)).toEqual([context[2]]);
  });

  it("keeps the calls that results belong to", () => {
    const context = [text("user", "a"), text("assistant", "b"), text("user", "c"), call, result];
    expect(toSummaryMessages(context).slice(0, -1)).toEqual(context.slice(0, 3));
    expect(compacted(context, "S").slice(1)).toEqual([call, result]);
  });
});
