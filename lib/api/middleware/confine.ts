/** Credentials that are good for one corner of the API are refused everywhere else, before anything is looked up. */
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "@/lib/api/types";
import type { Actor } from "@/lib/context";
import { AppError } from "@/lib/errors";

const WORK_QUEUE = /^\/v1\/environments\/([^/]+)\/work(?:\/|$)/;

/** Comes after `authenticate`. Throws `forbidden` (reason `wrong_credential`). */
export const confine: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const problem = outsideItsCorner(c.var.ctx.actor, c.req.path);
  if (problem !== null) throw new AppError("forbidden", problem, { details: { reason: "wrong_credential" } });
  await next();
};

/** Why this actor may not go there, in words; null where it may ask. What it may do there is the command's business. */
function outsideItsCorner(actor: Actor, path: string): string | null {
  switch (actor.type) {
    case "environment_key":
      return outsideItsQueue(actor.environmentId, path);
    case "session":
      return isOfSession(actor, path) ? null : "A session's token is good for that session and the memory stores attached to it.";
    default:
      return null;
  }
}

function outsideItsQueue(ownId: string, path: string): string | null {
  const environmentId = WORK_QUEUE.exec(path)?.[1];
  if (environmentId === ownId) return null;
  return environmentId === undefined
    ? "An environment key works its environment's queue and nothing else. Use an API key here."
    : "This environment key is another environment's.";
}

function isOfSession({ sessionId, work, memoryStores }: Extract<Actor, { type: "session" }>, path: string): boolean {
  const { environmentId, id, isStopped } = work;
  if (["heartbeat", "stop"].some((act) => path === `/v1/environments/${environmentId}/work/${id}/${act}`)) return true;
  if (isStopped) return false;
  const session = `/v1/sessions/${sessionId}`;
  if ([session, `${session}/events`, `${session}/events/stream`].includes(path)) return true;
  return memoryStores.some(
    (store) => path === `/v1/memory_stores/${store.id}` || path.startsWith(`/v1/memory_stores/${store.id}/memories`),
  );
}
