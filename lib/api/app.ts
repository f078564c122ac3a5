/** The `/v1` API: free of Next, so that `app.request()` tests it. Every handler is thin: input, one query or command, wire shape. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { agentsRouter } from "@/lib/api/agents";
import { apiKeysRouter } from "@/lib/api/api-keys";
import { auditRouter } from "@/lib/api/audit";
import { changesRouter } from "@/lib/api/changes";
import { contextRouter } from "@/lib/api/context";
import { deploymentsRouter } from "@/lib/api/deployments";
import { dreamsRouter } from "@/lib/api/dreams";
import { environmentKeysRouter } from "@/lib/api/environment-keys";
import { environmentsRouter } from "@/lib/api/environments";
import { logFailure, toWireError } from "@/lib/api/errors";
import { IMPORTS_PATH, importsRouter } from "@/lib/api/imports";
import { learningsRouter } from "@/lib/api/learnings";
import { memoriesRouter } from "@/lib/api/memories";
import { memoryStoresRouter } from "@/lib/api/memory-stores";
import { memoryVersionsRouter } from "@/lib/api/memory-versions";
import { authenticate } from "@/lib/api/middleware/authenticate";
import { confine } from "@/lib/api/middleware/confine";
import { jsonBody } from "@/lib/api/middleware/json-body";
import { RateLimiter, rateLimit } from "@/lib/api/middleware/rate-limit";
import { serveOpenApi } from "@/lib/api/openapi";
import { revisionsRouter } from "@/lib/api/revisions";
import { createRouter } from "@/lib/api/router";
import { schedulesRouter } from "@/lib/api/schedules";
import { sessionStreamRouter } from "@/lib/api/session-stream";
import { sessionsRouter } from "@/lib/api/sessions";
import type { ApiDeps, ApiEnv, ApiLimits } from "@/lib/api/types";
import { usageRouter } from "@/lib/api/usage";
import { webhookEndpointsRouter } from "@/lib/api/webhook-endpoints";
import { workRouter } from "@/lib/api/work";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";

const LIMITS: ApiLimits = { maxBodyBytes: 32 * 1024 * 1024 };

export function createApiApp(deps: ApiDeps): OpenAPIHono<ApiEnv> {
  const limits = { ...LIMITS, ...deps.limits };
  const app = createRouter();
  app.use(async (c, next) => {
    const requestId = newId("request", deps.clock.now().getTime());
    c.set("requestId", requestId);
    await next();
    c.header("request-id", requestId);
  });
  app.onError((thrown, c) => {
    const { requestId } = c.var;
    const { status, body, headers } = toWireError(thrown, requestId);
    logFailure(thrown, status, { requestId, method: c.req.method, path: c.req.path });
    return c.json(body, status, headers);
  });
  app.notFound((c) => {
    throw new AppError("not_found", `There is no ${c.req.method} ${c.req.path}. The API is described at /v1/openapi.json.`);
  });
  // Registered before the key is asked for, so that it answers without.
  const routers = [
    agentsRouter(),
    environmentsRouter(),
    environmentKeysRouter(),
    workRouter(),
    sessionsRouter(),
    sessionStreamRouter(),
    memoryStoresRouter(),
    memoriesRouter(),
    memoryVersionsRouter(),
    revisionsRouter(),
    learningsRouter(),
    contextRouter(),
    importsRouter(),
    dreamsRouter(deps.jobs),
    changesRouter(),
    apiKeysRouter(),
    auditRouter(),
    usageRouter(),
    webhookEndpointsRouter(),
    schedulesRouter(),
    deploymentsRouter(),
  ];
  serveOpenApi(app, deps.version);
  app.use(
    authenticate(deps),
    confine,
    rateLimit(new RateLimiter(deps.clock)),
    jsonBody({ maxBytes: limits.maxBodyBytes, streamedPaths: [IMPORTS_PATH] }),
  );
  for (const router of routers) app.route("/", router);
  return app;
}
