/** Hands every request under /v1 to the API app, body unread, so that uploads stream. */
import { createApiApp } from "@/lib/api/app";
import { getRuntime } from "@/lib/web/runtime";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

let app: Promise<ReturnType<typeof createApiApp>> | undefined;

async function handle(request: Request): Promise<Response> {
  app ??= getRuntime().then(createApiApp);
  // A failed start is not remembered: the next request tries again.
  app.catch(() => {
    app = undefined;
  });
  return (await app).fetch(request);
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
