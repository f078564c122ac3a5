/** `/v1/audit` */
import { createRoute, z } from "@hono/zod-openapi";
import { limitField, pageField, textField } from "@/lib/api/params";
import { ActorRef, failures, instant, json, listOf, toInstant } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { listAuditEntries, verifyAudit } from "@/lib/audit/queries";
import type { AuditEntry } from "@/lib/audit/types";

const tags = ["Audit"];
const hash = z.string().nullable().openapi({ description: "SHA-256 of the state, whose text the log does not hold." });

const WireAuditEntry = z
  .object({
    type: z.literal("audit_entry"),
    seq: z.number().int().openapi({ description: "From 1, without a gap." }),
    at: instant("When it happened."),
    actor: ActorRef,
    action: z.string().openapi({ example: "memory.update" }),
    subject: z.object({ type: z.string(), id: z.string().nullable() }),
    before_hash: hash,
    after_hash: hash,
    details: z.record(z.string(), z.unknown()),
    request_id: z.string(),
    hash: z.string().openapi({ description: "Covers the entry and the one before it." }),
  })
  .openapi("AuditEntry");

const WireVerdict = z
  .object({
    type: z.literal("audit_verdict"),
    ok: z.boolean(),
    entries: z.number().int().openapi({ description: "How many fit, from the first on." }),
    first_bad: z.number().int().nullable().openapi({ description: "The first entry that does not fit." }),
  })
  .openapi("AuditVerdict");

function toWireAuditEntry(entry: AuditEntry): z.infer<typeof WireAuditEntry> {
  return {
    type: "audit_entry",
    seq: entry.seq,
    at: toInstant(entry.at),
    actor: { type: entry.actorType, id: entry.actorId, name: entry.actorName },
    action: entry.action,
    subject: { type: entry.subjectType, id: entry.subjectId },
    before_hash: entry.beforeHash,
    after_hash: entry.afterHash,
    details: entry.details,
    request_id: entry.requestId,
    hash: entry.hash,
  };
}

const list = createRoute({
  method: "get",
  path: "/v1/audit",
  operationId: "listAuditEntries",
  summary: "List audit entries",
  description: "Newest first. Needs scope `admin`.",
  tags,
  request: {
    query: z.object({
      limit: limitField(),
      page: pageField,
      action: textField("Only this action."),
      subject_id: textField("Only what was done to this."),
      actor_id: textField("Only what this person, key or session did."),
    }),
  },
  responses: { 200: json(listOf(WireAuditEntry), "A page of entries."), ...failures },
});

const verify = createRoute({
  method: "get",
  path: "/v1/audit/verify",
  operationId: "verifyAudit",
  summary: "Verify the audit log",
  description: "Recomputes the whole chain of hashes. Needs scope `admin`.",
  tags,
  responses: { 200: json(WireVerdict, "The verdict."), ...failures },
});

export function auditRouter() {
  return createRouter()
    .openapi(list, async (c) => {
      const { limit, page: cursor, action, subject_id: subjectId, actor_id: actorId } = c.req.valid("query");
      const page = await listAuditEntries(c.var.ctx, { limit, cursor, action, subjectId, actorId });
      return c.json({ data: page.items.map(toWireAuditEntry), next_page: page.nextCursor }, 200);
    })
    .openapi(verify, async (c) => {
      const { ok, entries, firstBad } = await verifyAudit(c.var.ctx);
      return c.json({ type: "audit_verdict" as const, ok, entries, first_bad: firstBad }, 200);
    });
}
