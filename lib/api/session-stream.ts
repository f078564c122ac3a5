/** `GET /v1/sessions/{id}/events/stream` */
import { createRoute, z } from "@hono/zod-openapi";
import { idParam, listField } from "@/lib/api/params";
import { failures } from "@/lib/api/responses";
import { createRouter } from "@/lib/api/router";
import { openSessionStream, STREAM_HEADERS } from "@/lib/sessions/stream/open";
import { PREVIEWED_TYPES } from "@/lib/sessions/stream/types";

const deltas = listField(
  z.enum(PREVIEWED_TYPES, { error: `expected ${PREVIEWED_TYPES.join(" or ")}.` }),
  "Kinds of events to preview while the model is still at them: `event_start`, then for messages `event_delta`.",
);

const stream = createRoute({
  method: "get",
  path: "/v1/sessions/{session_id}/events/stream",
  operationId: "streamSessionEvents",
  summary: "Stream a session's events",
  description:
    "Server-sent events, named by their type, from the moment the response begins: nothing is replayed, so list the events after opening the stream and drop those that come twice by their `id`. A queued event comes again once it takes effect. Ends after `session.deleted` and `session.status_terminated`. Needs scope `read`.",
  tags: ["Sessions"],
  request: {
    params: z.object({ session_id: idParam("session", "session") }),
    query: z.object({ "event_deltas[]": deltas, event_deltas: deltas }),
  },
  responses: {
    200: {
      description: "The stream. A comment comes at least every 8 s.",
      content: { "text/event-stream": { schema: z.string().openapi({ description: "Events, each with one line of JSON as its data." }) } },
    },
    ...failures,
  },
});

export function sessionStreamRouter() {
  return createRouter().openapi(stream, async (c) => {
    const query = c.req.valid("query");
    const body = await openSessionStream(c.var.ctx, c.req.valid("param").session_id, {
      previews: query["event_deltas[]"] ?? query.event_deltas,
      signal: c.req.raw.signal,
    });
    return new Response(body, { headers: STREAM_HEADERS });
  });
}
