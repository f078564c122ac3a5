import { bigint, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, instant, workspaceId } from "@/lib/db/columns";

/** Hash-chained per workspace: each entry's hash covers the one before it. Never updated, never deleted. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    workspaceId: workspaceId(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    at: instant("at").notNull(),
    actorType: text("actor_type").notNull(),
    actorId: bytes("actor_id"),
    actorName: text("actor_name"),
    action: text("action").notNull(),
    subjectType: text("subject_type").notNull(),
    subjectId: bytes("subject_id"),
    beforeHash: bytes("before_hash"),
    afterHash: bytes("after_hash"),
    /** Small facts for the reader; no secret, no transcript. */
    details: jsonb("details").$type<Record<string, unknown>>().notNull(),
    requestId: bytes("request_id").notNull(),
    previousHash: bytes("previous_hash").notNull(),
    hash: bytes("hash").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.seq] }),
    index("audit_entries_subject").on(t.workspaceId, t.subjectId, t.seq),
    index("audit_entries_action").on(t.workspaceId, t.action, t.seq),
  ],
);

/** The chain's lock and its end. */
export const auditHeads = pgTable("audit_heads", {
  workspaceId: workspaceId().primaryKey(),
  seq: bigint("seq", { mode: "number" }).notNull(),
  hash: bytes("hash").notNull(),
});
