/** Hands every request under /v1 to the API app, body unread, so that uploads stream. */
import { getApiApp } from "@/lib/web/api-app";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

async function handle(request: Request): Promise<Response> {
  return (await getApiApp()).fetch(request);
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
