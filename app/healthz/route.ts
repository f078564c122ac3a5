import { checkHealth, toHealthResponse } from "@/lib/api/health";
import { env } from "@/lib/env";
import { getRuntime } from "@/lib/web/runtime";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const database = getRuntime().then(({ db }) => db);
  return toHealthResponse(await checkHealth(database, { version: env().REVERIE_VERSION }));
}
