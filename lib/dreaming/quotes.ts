/** Quotes for reading: each with the words around it, who said it and which session it is from. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { dreamEvidence } from "@/lib/dreaming/schema";
import type { Polarity } from "@/lib/dreaming/types";
import { resolvePointer } from "@/lib/dreaming/verify/json-pointer";
import type { DreamId, EventId, SessionId } from "@/lib/ids";
import { findEvents } from "@/lib/sessions/queries";
import { sessions } from "@/lib/sessions/schema";
import type { Trust } from "@/lib/trust";

/** Characters shown on either side of a quote, cut at a word. */
const AROUND = 110;

export type QuotedEvidence = { sessionId: SessionId; eventId: EventId; at: string; quote: string; polarity: Polarity; trust: Trust };

export type QuoteView = QuotedEvidence & {
  /** What stands around the quote, verbatim; an ellipsis where it was cut. Empty where the event is gone. */
  before: string;
  after: string;
  /** Of a call or its result. */
  tool: string | null;
  isTool: boolean;
  /** Null once the session was deleted. */
  session: { title: string | null; occurredAt: Date; success: boolean | null } | null;
};

type Heard = Awaited<ReturnType<typeof findEvents>> extends Map<EventId, infer Event> ? Event : never;

/** The quotes in the order given. An event or session that is gone leaves the quote alone. Throws `forbidden`. */
export async function readQuotes(ctx: Ctx, evidence: readonly QuotedEvidence[]): Promise<QuoteView[]> {
  assertCan(ctx.actor, "read");
  const events = await findEvents(ctx, [...new Set(evidence.map((one) => one.eventId))]);
  const calls = await findEvents(ctx, [...new Set([...events.values()].flatMap((event) => callOf(event) ?? []))]);
  const facts = await findSessionFacts(ctx, [...new Set(evidence.map((one) => one.sessionId))]);
  return evidence.map((one) => {
    const event = events.get(one.eventId);
    const call = event && (calls.get(callOf(event) ?? event.id) ?? event);
    const name = call?.payload.name;
    return {
      ...one,
      ...wordsAround(event, one),
      tool: typeof name === "string" ? name : null,
      isTool: event ? !event.type.endsWith(".message") : one.trust === "tool",
      session: facts.get(one.sessionId) ?? null,
    };
  });
}

/** How many sessions of a dream speak for and against each pattern; a pattern without evidence has no entry. */
export async function countEvidence(
  ctx: Ctx,
  { dreamId, patternKey }: { dreamId: DreamId; patternKey?: string },
): Promise<Map<string, { supports: number; contradicts: number }>> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({
        patternKey: dreamEvidence.patternKey,
        supports: sql<number>`(count(*) filter (where ${dreamEvidence.polarity} = 'supports'))::int`,
        contradicts: sql<number>`(count(*) filter (where ${dreamEvidence.polarity} = 'contradicts'))::int`,
      })
      .from(dreamEvidence)
      .where(
        and(
          eq(dreamEvidence.workspaceId, ctx.workspaceId),
          eq(dreamEvidence.dreamId, dreamId),
          patternKey === undefined ? undefined : eq(dreamEvidence.patternKey, patternKey),
        ),
      )
      .groupBy(dreamEvidence.patternKey);
    return new Map(rows.map(({ patternKey: key, ...counts }) => [key, counts]));
  });
}

/** The call that a result answers. */
function callOf({ type, payload }: Heard): EventId | null {
  if (!type.endsWith("tool_result")) return null;
  const id = payload.custom_tool_use_id ?? payload.tool_use_id ?? payload.mcp_tool_use_id;
  return typeof id === "string" ? (id as EventId) : null;
}

async function findSessionFacts(ctx: Ctx, ids: SessionId[]): Promise<Map<SessionId, NonNullable<QuoteView["session"]>>> {
  if (ids.length === 0) return new Map();
  return inWorkspace(ctx, async (tx) => {
    const rows = await tx
      .select({ id: sessions.id, title: sessions.title, occurredAt: sessions.occurredAt, success: sessions.outcomeSuccess })
      .from(sessions)
      .where(and(eq(sessions.workspaceId, ctx.workspaceId), inArray(sessions.id, ids)));
    return new Map(rows.map(({ id, ...facts }) => [id, facts]));
  });
}

function wordsAround(event: Heard | undefined, { at, quote }: QuotedEvidence): { before: string; after: string } {
  const text = event ? resolvePointer(event.payload, at) : undefined;
  const start = typeof text === "string" ? text.indexOf(quote) : -1;
  if (typeof text !== "string" || start === -1) return { before: "", after: "" };
  return { before: cutStart(text.slice(0, start)), after: cutEnd(text.slice(start + quote.length)) };
}

function cutStart(text: string): string {
  if (text.length <= AROUND) return text;
  const tail = text.slice(-AROUND).replace(/^[\udc00-\udfff]/, "");
  return `… ${tail.slice(tail.search(/\s/) + 1)}`;
}

function cutEnd(text: string): string {
  if (text.length <= AROUND) return text;
  const head = text.slice(0, AROUND).replace(/[\ud800-\udbff]$/, "");
  const space = head.search(/\s\S*$/);
  return `${space === -1 ? head : head.slice(0, space)} …`;
}
