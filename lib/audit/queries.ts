import { and, asc, desc, eq, gt, lt, type SQL } from "drizzle-orm";
import { entryHash, GENESIS_HASH } from "@/lib/audit/chain";
import { auditEntries, auditHeads } from "@/lib/audit/schema";
import type { AuditEntry, AuditVerdict } from "@/lib/audit/types";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { cursorNumber, decodeCursor, encodeCursor, type Page, toPage } from "@/lib/paging";

export type AuditFilter = { action?: string; subjectId?: string; actorId?: string; limit: number; cursor?: string | null };

/** Newest first. Throws `forbidden`. */
export async function listAuditEntries(ctx: Ctx, filter: AuditFilter): Promise<Page<AuditEntry>> {
  assertCan(ctx.actor, "audit.read");
  return inWorkspace(ctx, async (tx) => {
    const cursor = decodeCursor("audit", filter.cursor, 1);
    const where: (SQL | undefined)[] = [
      eq(auditEntries.workspaceId, ctx.workspaceId),
      filter.action ? eq(auditEntries.action, filter.action) : undefined,
      filter.subjectId ? eq(auditEntries.subjectId, filter.subjectId) : undefined,
      filter.actorId ? eq(auditEntries.actorId, filter.actorId) : undefined,
      cursor ? lt(auditEntries.seq, cursorNumber(cursor[0])) : undefined,
    ];
    const rows = await tx
      .select()
      .from(auditEntries)
      .where(and(...where))
      .orderBy(desc(auditEntries.seq))
      .limit(filter.limit + 1);
    return toPage(rows, filter.limit, (row) => encodeCursor("audit", [row.seq]), toEntry);
  });
}

/** What history says last about a thing: who did what, and when. For whoever looks for something that is gone; the rest of history is the admin's. */
export async function findLastEntryOf(ctx: Ctx, subjectId: string): Promise<Pick<AuditEntry, "action" | "at" | "actorName"> | null> {
  assertCan(ctx.actor, "read");
  return inWorkspace(ctx, async (tx) => {
    const [row] = await tx
      .select({ action: auditEntries.action, at: auditEntries.at, actorName: auditEntries.actorName })
      .from(auditEntries)
      .where(and(eq(auditEntries.workspaceId, ctx.workspaceId), eq(auditEntries.subjectId, subjectId)))
      .orderBy(desc(auditEntries.seq))
      .limit(1);
    return row ?? null;
  });
}

const VERIFY_PAGE = 1_000;

/** Recomputes the whole chain, a page at a time. Throws `forbidden`. */
export async function verifyAudit(ctx: Ctx): Promise<AuditVerdict> {
  assertCan(ctx.actor, "audit.read");
  // One transaction, repeatable: entries appended meanwhile don't look like a break.
  return inWorkspace(ctx, async (tx) => {
    const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.workspaceId, ctx.workspaceId));
    let seq = 0;
    let hash = GENESIS_HASH;
    for (;;) {
      const rows = await tx
        .select()
        .from(auditEntries)
        .where(and(eq(auditEntries.workspaceId, ctx.workspaceId), gt(auditEntries.seq, seq)))
        .orderBy(asc(auditEntries.seq))
        .limit(VERIFY_PAGE);
      for (const row of rows) {
        if (head && row.seq > head.seq) return { ok: true, entries: seq, firstBad: null };
        if (row.seq !== seq + 1 || row.previousHash !== hash || entryHash(row) !== row.hash)
          return { ok: false, entries: seq, firstBad: seq + 1 };
        seq = row.seq;
        hash = row.hash;
      }
      if (rows.length < VERIFY_PAGE) break;
    }
    // A chain cut at its end links well but is shorter than its head says.
    if ((head?.seq ?? 0) !== seq || (head?.hash ?? GENESIS_HASH) !== hash) return { ok: false, entries: seq, firstBad: seq + 1 };
    return { ok: true, entries: seq, firstBad: null };
  });
}

function toEntry(row: typeof auditEntries.$inferSelect): AuditEntry {
  const { workspaceId: _workspace, previousHash: _previous, ...entry } = row;
  return entry;
}
