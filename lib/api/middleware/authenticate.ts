import type { MiddlewareHandler } from "hono";
import type { ApiDeps, ApiEnv } from "@/lib/api/types";
import { findKeyHolder } from "@/lib/auth/api-keys";
import { findEnvironmentKeyHolder } from "@/lib/environments/keys";
import { AppError } from "@/lib/errors";
import { findSessionWorker } from "@/lib/sessions/worker-access";

/**
 * Finds the key's workspace and scopes before anything else is looked up: an unknown path without a key is 401 too. The official SDK sends the
 * key as a bearer token, older ones and curl samples as `x-api-key`; a worker's environment key and the token of its work come the same way. Throws `unauthenticated`.
 */
export function authenticate(deps: ApiDeps): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { requestId } = c.var;
    const secret = c.req.header("x-api-key") ?? bearerOf(c.req.header("authorization"));
    if (!secret) throw new AppError("unauthenticated", "Send an API key, as `x-api-key` or as `Authorization: Bearer`.");
    const { db, clock } = deps;
    const look = { db, clock, requestId };
    const keyHolder = await findKeyHolder(look, secret);
    const holder = keyHolder ?? (await findEnvironmentKeyHolder(look, secret)) ?? (await findSessionWorker(look, secret));
    if (!holder) throw new AppError("unauthenticated", "This API key is unknown, revoked or expired.");
    c.set("ctx", { actor: holder.actor, workspaceId: holder.workspaceId, requestId, db, clock });
    c.set("rateLimitPerMinute", keyHolder?.rateLimitPerMinute ?? null);
    await next();
  };
}

function bearerOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^bearer +(\S+) *$/i.exec(header)?.[1];
}
