/** What events become in the model's context. Pure. */
import type { ToolCall } from "@/lib/sessions/tool-calls";
import type { SessionEvent } from "@/lib/sessions/types";

type Block = Record<string, unknown>;

/** What was sent, as blocks of one user message. The operator's words are marked as such: the API knows no third voice within a conversation. */
export function toUserBlocks(events: readonly SessionEvent[]): Block[] {
  return events.flatMap((event) => {
    const content = event.payload.content as Block[];
    if (event.type !== "system.message") return content.map(asApiBlock);
    const text = content.map((block) => String(block.text)).join("\n\n");
    return [{ type: "text", text: `<operator_message>\n${text}\n</operator_message>` }];
  });
}

/** The results of the model's calls, in the order of the calls: the API wants each of them in the very next message. */
export function toResultBlocks(calls: readonly ToolCall[]): Block[] {
  return calls.map((call) => ({
    type: "tool_result",
    tool_use_id: call.toolUseId,
    content: (call.result?.content ?? []).map(asApiBlock).filter((block) => block.type !== "text" || block.text !== ""),
    ...(call.result?.isError ? { is_error: true } : {}),
  }));
}

/** Fields that are null on the wire are left out: the API takes them so. */
function asApiBlock(block: Block): Block {
  return Object.fromEntries(Object.entries(block).filter(([, value]) => value !== null));
}

/** The texts of what was asked, for finding what may help. */
export function textOf(events: readonly SessionEvent[]): string {
  return events
    .flatMap((event) => (event.payload.content as Block[]).map((block) => (block.type === "text" ? String(block.text) : "")))
    .filter((text) => text !== "")
    .join("\n\n");
}
