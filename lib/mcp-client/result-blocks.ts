/** A tool's answer as blocks for a model, bounded; what is left out leaves a visible mark. Pure. */
import type { ContentBlock } from "@modelcontextprotocol/sdk/types.js";
import { IMAGE_TYPES, type ImageType, type ResultBlock } from "@/lib/mcp-client/types";

/** Of all text together: some 25,000 tokens, what one answer may take of a context. */
const MAX_TEXT = 100_000;
const MAX_BLOCKS = 100;
/** The Messages API takes images up to 5 MB; as base64 that is a third more. */
const MAX_IMAGE_CHARS = 6_900_000;
const MAX_IMAGES = 20;

export function toResultBlocks(content: readonly ContentBlock[], structured: Record<string, unknown> | undefined): ResultBlock[] {
  const given = content.length > 0 || structured === undefined ? content : [{ type: "text" as const, text: JSON.stringify(structured) }];
  const blocks: ResultBlock[] = [];
  let text = MAX_TEXT;
  let images = MAX_IMAGES;
  for (const block of given.slice(0, MAX_BLOCKS).map(toBlock)) {
    if (block.type === "image") {
      images--;
      blocks.push(images >= 0 ? block : note("an image was left out: too many"));
    } else if (block.text !== "") {
      blocks.push({ type: "text", text: cut(block.text, text) });
      text = Math.max(0, text - block.text.length);
    }
  }
  if (given.length > MAX_BLOCKS) blocks.push(note(`${given.length - MAX_BLOCKS} more parts were left out`));
  // A result of nothing is legal, but an empty text block is not.
  return blocks.length > 0 ? blocks : [note("the tool answered nothing")];
}

export function errorBlocks(message: string): ResultBlock[] {
  return [{ type: "text", text: cut(message, 2_000) }];
}

export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // Never half of a pair.
  const end = /[\ud800-\udbff]$/.test(text.slice(0, most)) ? most - 1 : most;
  return `${text.slice(0, end)}\n[${text.length - end} more characters were left out]`;
}

function toBlock(block: ContentBlock): ResultBlock {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text };
    case "image":
      return toImage(block.mimeType, block.data);
    case "audio":
      return note(`audio of type ${cut(block.mimeType, 100)} was left out`);
    case "resource_link":
      return {
        type: "text",
        text: `Resource ${block.uri}: ${block.title ?? block.name}${block.description ? `\n${block.description}` : ""}`,
      };
    case "resource":
      return "text" in block.resource
        ? { type: "text", text: `Resource ${block.resource.uri}:\n${block.resource.text}` }
        : note(`the bytes of resource ${cut(block.resource.uri, 500)} were left out`);
  }
}

function toImage(mimeType: string, data: string): ResultBlock {
  const type = mimeType.toLowerCase();
  if (!(IMAGE_TYPES as readonly string[]).includes(type)) return note(`an image of type ${cut(mimeType, 100)} was left out`);
  if (data.length > MAX_IMAGE_CHARS) return note("an image was left out: larger than 5 MB");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return note("an image was left out: not base64");
  return { type: "image", source: { type: "base64", media_type: type as ImageType, data } };
}

const note = (text: string): ResultBlock => ({ type: "text", text: `[${text}]` });
