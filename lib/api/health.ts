/** Whether the installation can do its work: for load balancers, the starter and `/healthz`. */
import type { Database } from "@/lib/db/client";
import { hasLiveWorker } from "@/lib/jobs/liveness";

export type Health = { status: "ok" | "unavailable"; web: true; worker: boolean; database: boolean; version: string };

const TIMEOUT_MS = 2_000;

/** Asked already and not answered yet: a database that hangs is asked once, however often this process is. */
const underWay = new WeakMap<Database, Promise<boolean>>();

function askOnce(db: Database): Promise<boolean> {
  const known = underWay.get(db);
  if (known) return known;
  const asked = hasLiveWorker(db).finally(() => underWay.delete(db));
  underWay.set(db, asked);
  return asked;
}

/** Never throws and never takes longer than `timeoutMs`: what did not answer by then counts as down. */
export async function checkHealth(
  database: Promise<Database>,
  { version, timeoutMs = TIMEOUT_MS }: { version: string; timeoutMs?: number },
): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  const hasWorker = await Promise.race([database.then(askOnce).catch(() => null), late]);
  clearTimeout(timer);
  const worker = hasWorker === true;
  return { status: worker ? "ok" : "unavailable", web: true, worker, database: hasWorker !== null, version };
}

export function toHealthResponse(health: Health): Response {
  return Response.json(health, { status: health.status === "ok" ? 200 : 503, headers: { "cache-control": "no-store" } });
}
