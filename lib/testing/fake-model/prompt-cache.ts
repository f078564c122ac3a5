/**
 * Tokens and the prompt cache, simulated. A token is four bytes of a block's JSON, rounded up: no tokenizer, but the same sum every time.
 * The prompt is a chain of blocks (tools, system, messages); each link's key covers everything before it. An entry is written where
 * `cache_control` stands, found again by its key (up to 20 links before a mark, as the API looks back), refreshed when used, gone after its
 * 5 minutes or hour. Cost: one hash per block.
 */
import { createHash } from "node:crypto";
import type { Json } from "@/lib/testing/fake-model/types";

const LOOK_BACK = 20;
const LIFETIME_MS = { "5m": 300_000, "1h": 3_600_000 } as const;
type Ttl = keyof typeof LIFETIME_MS;
const MOST_ENTRIES = 100_000;

export function tokensOf(value: unknown): number {
  return Math.ceil(Buffer.byteLength(typeof value === "string" ? value : JSON.stringify(value)) / 4);
}

/** `end`: tokens of the prompt up to and including this block. */
type Link = { key: string; end: number; mark: Ttl | null };

export type PromptUsage = { input: number; cacheRead: number; created5m: number; created1h: number; total: number };

function markOf(block: Json): Ttl | null {
  const own = block.cache_control as { ttl?: Ttl } | null | undefined;
  if (own) return own.ttl ?? "5m";
  // A mark within a tool result counts for the result as a whole.
  const inner = Array.isArray(block.content) ? (block.content as Json[]).findLast((each) => each.cache_control) : undefined;
  return inner ? markOf(inner) : null;
}

const unmarked = (key: string, value: unknown) => (key === "cache_control" ? undefined : value);

function* blocksOf(body: Json): Generator<{ part: string; block: Json }> {
  for (const tool of (body.tools as Json[] | undefined) ?? []) yield { part: "tool", block: tool };
  const system = body.system;
  if (typeof system === "string") yield { part: "system", block: { type: "text", text: system } };
  else for (const block of (system as Json[] | undefined) ?? []) yield { part: "system", block };
  for (const message of body.messages as { role: string; content: string | Json[] }[]) {
    if (typeof message.content === "string") yield { part: message.role, block: { type: "text", text: message.content } };
    else for (const block of message.content) yield { part: message.role, block };
  }
}

/** The prompt as a chain. What changes how messages are read (tool choice, thinking) changes their keys, but not those of tools and system. */
function chain(body: Json): Link[] {
  const links: Link[] = [];
  let key = `model ${String(body.model)}`;
  let end = 0;
  let isInMessages = false;
  for (const { part, block } of blocksOf(body)) {
    if (!isInMessages && part !== "tool" && part !== "system") {
      isInMessages = true;
      key += JSON.stringify([body.tool_choice ?? null, body.thinking ?? null]);
    }
    const text = JSON.stringify(block, unmarked);
    key = createHash("sha1").update(key).update(part).update(text).digest("base64");
    end += tokensOf(text);
    links.push({ key, end, mark: markOf(block) });
  }
  const last = links.at(-1);
  if (body.cache_control && last) last.mark ??= (body.cache_control as { ttl?: Ttl }).ttl ?? "5m";
  return links;
}

export class PromptCache {
  private readonly entries = new Map<string, { until: number; ttl: Ttl }>();

  constructor(
    private readonly minimumTokens: number,
    private readonly now: () => number,
  ) {}

  /** What the prompt costs, and `write`, to be called when the answer begins: only then others find the entries. */
  plan(body: Json): { usage: PromptUsage; write: () => void } {
    const links = chain(body);
    const total = links.at(-1)?.end ?? 0;
    const marked = links.flatMap((link, index) => (link.mark !== null && link.end >= this.minimumTokens ? [index] : []));
    const read = this.longestKnown(links, marked);
    const readTokens = read < 0 ? 0 : (links[read]?.end ?? 0);
    const lastOf = (ttl: Ttl) => links[marked.findLast((index) => links[index]?.mark === ttl) ?? -1]?.end ?? 0;
    const upTo1h = Math.max(readTokens, lastOf("1h"));
    const upTo5m = Math.max(upTo1h, lastOf("5m"));
    return {
      usage: { input: total - upTo5m, cacheRead: readTokens, created1h: upTo1h - readTokens, created5m: upTo5m - upTo1h, total },
      write: () => this.remember(links, marked, read),
    };
  }

  private isAlive(key: string): boolean {
    return (this.entries.get(key)?.until ?? 0) > this.now();
  }

  private longestKnown(links: Link[], marked: number[]): number {
    for (const mark of marked.toReversed()) {
      for (let index = mark; index >= Math.max(0, mark - LOOK_BACK); index--) if (this.isAlive(links[index]?.key ?? "")) return index;
    }
    return -1;
  }

  private remember(links: Link[], marked: number[], read: number): void {
    if (this.entries.size > MOST_ENTRIES) this.forgetDead();
    const used = this.entries.get(links[read]?.key ?? "");
    if (used) used.until = this.now() + LIFETIME_MS[used.ttl];
    for (const index of marked) {
      const link = links[index];
      if (link?.mark) this.entries.set(link.key, { until: this.now() + LIFETIME_MS[link.mark], ttl: link.mark });
    }
  }

  private forgetDead(): void {
    for (const [key, { until }] of this.entries) if (until <= this.now()) this.entries.delete(key);
  }
}
