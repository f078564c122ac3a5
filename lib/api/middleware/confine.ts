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
  if (actor.type !== "environment_key") return null;
  const environmentId = WORK_QUEUE.exec(path)?.[1];
  if (environmentId === actor.environmentId) return null;
  return environmentId === undefined
    ? "An environment key works its environment's queue and nothing else. Use an API key here."
    : "This environment key is another environment's.";
}
