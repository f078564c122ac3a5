/** Rules of the conversation: roles, empty content, and that every tool call is answered where the API looks for the answer. */
import { createHash } from "node:crypto";
import { invalid } from "@/lib/testing/fake-model/api-error";
import { takesPrefill, takesSystemMessages } from "@/lib/testing/fake-model/models";
import { checkBlock } from "@/lib/testing/fake-model/request-shape";
import type { Json } from "@/lib/testing/fake-model/types";

type Role = "user" | "assistant" | "system";
type Block = Json & { type: string };
type Message = { role: Role; content: string | Block[] };
/** Consecutive messages of one role are one turn, as the API documents. `first` is the index of its first message. */
type MergedTurn = { role: Role; blocks: Block[]; first: number };

const HOLDS: Readonly<Record<Role, ReadonlySet<string>>> = {
  user: new Set(["text", "image", "document", "search_result", "tool_result"]),
  assistant: new Set(["text", "thinking", "redacted_thinking", "tool_use"]),
  system: new Set(["text"]),
};

/** Ours: derived from the text, so that any fake knows it again, whichever process answered before. */
export function signatureOf(thinking: string): string {
  return createHash("sha256").update(`thinking of the fake model: ${thinking}`).digest("base64");
}

function checkText(text: string, at: string, block: Block): void {
  if (text === "" && block.cache_control) throw invalid(`${at}.cache_control: cache_control cannot be set for empty text blocks`);
  if (text === "") throw invalid("messages: text content blocks must be non-empty");
  if (text.trim() === "") throw invalid("messages: text content blocks must contain non-whitespace text");
}

function checkContent(block: Block, role: Role, at: string): void {
  checkBlock(block, at);
  if (!HOLDS[role].has(block.type)) throw invalid(`${at}: \`${block.type}\` blocks are not allowed in \`${role}\` messages`);
  if (block.type === "text") {
    checkText(String(block.text), at, block);
    if (role === "user" && Array.isArray(block.citations) && block.citations.length > 0) {
      throw invalid(`${at}.text.citations: citations are not allowed on text blocks of user messages`);
    }
  }
  if (block.type === "thinking" && block.signature !== signatureOf(String(block.thinking))) {
    throw invalid(`${at}: Invalid \`signature\` in \`thinking\` block`);
  }
  if (block.type === "tool_result" && block.is_error === true && Array.isArray(block.content)) {
    if (block.content.some((inner: Block) => inner.type !== "text")) {
      throw invalid(`${at}.tool_result: all content must be type "text" if "is_error" is true`);
    }
  }
}

function merge(messages: Message[]): MergedTurn[] {
  const turns: MergedTurn[] = [];
  for (const [index, message] of messages.entries()) {
    const blocks = typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
    const last = turns.at(-1);
    if (last?.role === message.role) last.blocks.push(...blocks);
    else turns.push({ role: message.role, blocks: [...blocks], first: index });
  }
  return turns;
}

function checkPairs(turns: MergedTurn[]): void {
  const seen = new Set<string>();
  let open: string[] = [];
  for (const [position, turn] of turns.entries()) {
    const results: string[] = [];
    for (const [index, block] of turn.blocks.entries()) {
      if (block.type !== "tool_result") continue;
      // A result behind other content isn't found "immediately after".
      if (index > results.length) throw missing(turns[position - 1], open);
      const id = String(block.tool_use_id);
      if (!open.includes(id)) {
        throw invalid(
          `messages.${turn.first}.content.${index}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
        );
      }
      if (results.includes(id)) {
        throw invalid(
          `messages.${turn.first}.content.${index}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${id}`,
        );
      }
      results.push(id);
    }
    const unanswered = open.filter((id) => !results.includes(id));
    if (unanswered.length > 0) throw missing(turns[position - 1], unanswered);
    open = turn.blocks.filter((block) => block.type === "tool_use").map((block) => String(block.id));
    for (const id of open) {
      if (seen.has(id)) throw invalid("messages: `tool_use` ids must be unique");
      seen.add(id);
    }
  }
  if (open.length > 0) throw missing(turns.at(-1), open);
}

function missing(turn: MergedTurn | undefined, ids: string[]) {
  return invalid(
    `messages.${turn?.first ?? 0}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}

/** A system message stands right behind a user turn, and the model's answer (or nothing) right behind it. */
function checkSystemTurns(turns: MergedTurn[], model: string): void {
  for (const [position, turn] of turns.entries()) {
    if (turn.role !== "system") continue;
    if (!takesSystemMessages(model)) throw invalid(`messages.${turn.first}: role 'system' is not supported on this model`);
    const after = turns[position + 1]?.role;
    if (turns[position - 1]?.role !== "user" || after === "user") {
      throw invalid(`messages.${turn.first}: a system message must directly follow a user turn and precede an assistant turn or the end`);
    }
  }
}

function checkLastTurn(turns: MergedTurn[], model: string): void {
  const last = turns.at(-1);
  if (last?.role !== "assistant") return;
  if (!takesPrefill(model)) {
    throw invalid("This model does not support assistant message prefill. The conversation must end with a user message.");
  }
  const text = last.blocks.at(-1)?.text;
  if (typeof text === "string" && text !== text.trimEnd()) {
    throw invalid("messages: final assistant content cannot end with trailing whitespace");
  }
}

/** With manual thinking, a turn that calls tools must come back with the thinking that led to the calls. */
function checkThinkingKept(turns: MergedTurn[], body: Json): void {
  if ((body.thinking as { type: string } | undefined)?.type !== "enabled") return;
  const last = turns.findLast((turn) => turn.role === "assistant");
  const type = last?.blocks[0]?.type;
  const calls = last?.blocks.some((block) => block.type === "tool_use");
  if (last && calls && type !== "thinking" && type !== "redacted_thinking") {
    throw invalid(`messages.${last.first}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${type}\`.`);
  }
}

export function checkMessages(body: Json): void {
  const messages = body.messages as Message[];
  const model = String(body.model);
  if (messages.length === 0) throw invalid("messages: at least one message is required");
  if (messages[0]?.role !== "user") throw invalid('messages: first message must use the "user" role');
  for (const [index, message] of messages.entries()) {
    // The last message may be empty only as a prefill.
    if (message.content.length === 0 && !(index === messages.length - 1 && message.role === "assistant")) {
      throw invalid(`messages.${index}: all messages must have non-empty content except for the optional final assistant message`);
    }
    if (typeof message.content === "string") {
      if (message.content !== "" && message.content.trim() === "")
        throw invalid("messages: text content blocks must contain non-whitespace text");
      continue;
    }
    for (const [position, block] of message.content.entries()) checkContent(block, message.role, `messages.${index}.content.${position}`);
  }
  const turns = merge(messages);
  checkSystemTurns(turns, model);
  checkPairs(turns);
  checkLastTurn(turns, model);
  checkThinkingKept(turns, body);
}
