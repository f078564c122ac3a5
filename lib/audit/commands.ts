import { eq } from "drizzle-orm";
import { entryHash, GENESIS_HASH } from "@/lib/audit/chain";
import { auditEntries, auditHeads } from "@/lib/audit/schema";
import { hashOf } from "@/lib/canonical-json";
import { actorId, type Ctx } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { beforeCommit } from "@/lib/db/workspace-transaction";
import { announce } from "@/lib/live";
import type { LiveTopic } from "@/lib/live-news";

export type AuditRecord = {
  action: string;
  subject: { type: string; id: string | null };
  /** What was and what is; stored as hashes only, so that the log can prove a state without holding it. */
  before?: unknown;
  after?: unknown;
  /** Small facts for the reader. No secrets, no transcripts. */
  details?: Record<string, unknown>;
};

/** What an open console hears about a change of that subject. */
const TOPICS: Readonly<Record<string, readonly LiveTopic[]>> = {
  agent: ["agents"],
  change: ["review"],
  deployment: ["deployments"],
  dream: ["dreams", "review"],
  import: ["imports", "sessions", "agents"],
  learning: ["learnings"],
  memory: ["learnings"],
  memory_store: ["stores", "learnings"],
  session: ["sessions"],
  webhook_delivery: ["webhooks"],
  webhook_endpoint: ["webhooks"],
};

type Pending = AuditRecord & { ctx: Ctx };
const pending = new WeakMap<object, Pending[]>();

/**
 * Writes an audit entry with the change's own transaction: no audit, no change. The chain's lock is taken as the transaction's last
 * statements, so that two writers wait for each other only while they commit.
 */
export function recordAudit(tx: Tx, ctx: Ctx, record: AuditRecord): void {
  const entries = pending.get(tx) ?? [];
  entries.push({ ...record, ctx });
  pending.set(tx, entries);
  beforeCommit(tx, "audit", () => appendEntries(tx, pending.get(tx) ?? []));
}

async function appendEntries(tx: Tx, records: Pending[]): Promise<void> {
  const workspaceId = records[0]?.ctx.workspaceId;
  if (workspaceId === undefined) return;
  await tx.insert(auditHeads).values({ workspaceId, seq: 0, hash: GENESIS_HASH }).onConflictDoNothing();
  const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.workspaceId, workspaceId)).for("update");
  let { seq, hash } = head ?? { seq: 0, hash: GENESIS_HASH };
  const rows = records.map(({ ctx, ...record }) => {
    seq += 1;
    const entry = {
      workspaceId,
      seq,
      at: ctx.clock.now(),
      actorType: ctx.actor.type,
      actorId: actorId(ctx.actor),
      actorName: "name" in ctx.actor ? ctx.actor.name : null,
      action: record.action,
      subjectType: record.subject.type,
      subjectId: record.subject.id,
      beforeHash: record.before === undefined || record.before === null ? null : hashOf(record.before),
      afterHash: record.after === undefined || record.after === null ? null : hashOf(record.after),
      // Through JSON once, so that the hash covers exactly what the database gives back.
      details: JSON.parse(JSON.stringify(record.details ?? {})) as Record<string, unknown>,
      requestId: ctx.requestId,
      previousHash: hash,
    };
    hash = entryHash(entry);
    return { ...entry, hash };
  });
  await tx.insert(auditEntries).values(rows);
  await tx.update(auditHeads).set({ seq, hash }).where(eq(auditHeads.workspaceId, workspaceId));
  for (const { ctx, subject } of records) {
    if (subject.id === null) continue;
    for (const topic of TOPICS[subject.type] ?? []) await announce({ ...ctx, tx }, { topic, id: subject.id });
  }
}
