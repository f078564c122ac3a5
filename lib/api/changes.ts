/** `/v1/dreams/{id}/changes`: the review of what a dream proposes, and its publication */
import { createRoute, z } from "@hono/zod-openapi";
import { describeFields } from "@/lib/api/describe-fields";
import { idField, idParam, limitField, pageField } from "@/lib/api/params";
import { failures, json, jsonBody, listOf, writeFailures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { toWireChange, WireChange } from "@/lib/api/wire/changes";
import { toWireEvidence, WireEvidence } from "@/lib/api/wire/learnings";
import { toWireRevision, WireRevision } from "@/lib/api/wire/memory";
import { decideChange } from "@/lib/dreaming/decide";
import { DecideChangeInput, PublishInput } from "@/lib/dreaming/inputs";
import { publishChangeSet } from "@/lib/dreaming/publish";
import { listChangeEvidence, listChanges } from "@/lib/dreaming/queries";

const tags = ["Dreams"];
const dream = { dream_id: idParam("dream", "dream") };
const change = { ...dream, change_id: idParam("change", "change") };

const list = createRoute({
  method: "get",
  path: "/v1/dreams/{dream_id}/changes",
  operationId: "listDreamChanges",
  summary: "List what a dream proposes",
  description: "In a stable order; none before the dream is completed. Needs scope `read`.",
  tags,
  request: { params: z.object(dream), query: z.object({ limit: limitField(), page: pageField }) },
  responses: { 200: json(listOf(WireChange), "A page of changes."), ...failures },
});

const evidence = createRoute({
  method: "get",
  path: "/v1/dreams/{dream_id}/changes/{change_id}/evidence",
  operationId: "listChangeEvidence",
  summary: "List all evidence of a change",
  description: "Every session behind it, one quote each; supporting ones first. Needs scope `read`.",
  tags,
  request: {
    params: z.object(change),
    query: z.object({
      limit: limitField(),
      page: pageField,
      session_id: idField("session", "Only evidence from this session.").optional(),
    }),
  },
  responses: { 200: json(listOf(WireEvidence), "A page of evidence."), ...failures },
});

const decide = createRoute({
  method: "post",
  path: "/v1/dreams/{dream_id}/changes/{change_id}/decision",
  operationId: "decideChange",
  summary: "Decide a change",
  description: "Can be taken back (`undo`) until publication. Needs scope `review`.",
  tags,
  request: {
    params: z.object(change),
    body: jsonBody(
      describeFields(DecideChangeInput, {
        content: "The whole text, for `edit`.",
        reason: "Needed to approve a held change.",
        reason_code: "Why, for `reject`.",
        more_sessions: "For `more_evidence`: how many sessions more, beyond those behind it now, before a dream proposes it again.",
        expected_version: "The `version` of the decision that was seen; another one is a 409 with `theirs` in its details.",
        overrule: "Decides in place of somebody else's decision, which `expected_version` names.",
      }).openapi("ChangeDecision"),
    ),
  },
  responses: { 200: json(WireChange, "The change as decided."), ...writeFailures },
});

const publish = createRoute({
  method: "post",
  path: "/v1/dreams/{dream_id}/publish",
  operationId: "publishDream",
  summary: "Publish what was approved",
  description:
    "Every approved or edited change becomes part of one store revision, or none does. Where the store moved meanwhile, texts are merged; what can't be is a 409 with all `conflicts` in its details. Needs scope `review`.",
  tags,
  request: {
    params: z.object(dream),
    body: { ...jsonBody(describeFields(PublishInput, { message: "For the store's history." }).openapi("DreamPublish")), required: false },
  },
  responses: { 200: json(WireRevision, "The new revision."), ...writeFailures },
});

export function changesRouter() {
  return createRouter()
    .openapi(list, async (c) => {
      const { limit, page: cursor } = c.req.valid("query");
      const page = await listChanges(c.var.ctx, { dreamId: c.req.valid("param").dream_id, limit, cursor });
      return c.json({ data: page.items.map(toWireChange), next_page: page.nextCursor }, 200);
    })
    .openapi(evidence, async (c) => {
      const { dream_id: dreamId, change_id: changeId } = c.req.valid("param");
      const { limit, page: cursor, session_id: sessionId } = c.req.valid("query");
      const page = await listChangeEvidence(c.var.ctx, { dreamId, changeId, sessionId, limit, cursor });
      return c.json({ data: page.items.map(toWireEvidence), next_page: page.nextCursor }, 200);
    })
    .openapi(decide, async (c) => {
      const { dream_id: dreamId, change_id: changeId } = c.req.valid("param");
      return c.json(toWireChange(await decideChange(c.var.ctx, { dreamId, changeId }, c.req.valid("json"))), 200);
    })
    .openapi(publish, async (c) =>
      c.json(toWireRevision(await publishChangeSet(c.var.ctx, c.req.valid("param").dream_id, c.req.valid("json"))), 200),
    );
}
