/** The installation's own commands: `node dist/cli.mjs migrate | bootstrap | audit verify`. Results are one JSON line on standard output. */
import { randomBytes } from "node:crypto";
import { verifyAudit } from "@/lib/audit/queries";
import { systemClock } from "@/lib/clock";
import { createDatabase } from "@/lib/db/client";
import { migrate } from "@/lib/db/migrate";
import { appDatabaseUrl, env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { bootstrap } from "@/lib/workspaces/commands";
import { listWorkspaceIds } from "@/lib/workspaces/queries";

// Libraries that print progress must not mix into the JSON on standard output.
console.log = console.error;
console.info = console.error;

function print(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

async function migrateCommand(): Promise<void> {
  const { DATABASE_URL: ownerUrl, REVERIE_SECRET: secret } = env();
  if (!ownerUrl || !secret) throw new AppError("invalid_input", "migrate needs DATABASE_URL and REVERIE_SECRET.");
  print(await migrate({ ownerUrl, secret }));
}

async function withDatabase<T>(
  work: (deps: { db: ReturnType<typeof createDatabase>; clock: typeof systemClock; requestId: string }) => Promise<T>,
) {
  const db = createDatabase(appDatabaseUrl(), { max: 2, applicationName: "reverie-cli" });
  try {
    return await work({ db, clock: systemClock, requestId: newId("request") });
  } finally {
    await db.$client.end({ timeout: 5 });
  }
}

async function bootstrapCommand(): Promise<void> {
  const { REVERIE_ADMIN_EMAIL, REVERIE_ADMIN_PASSWORD, REVERIE_API_KEY } = env();
  const newCode = () => randomBytes(18).toString("base64url");
  const result = await withDatabase((deps) =>
    bootstrap(
      { ...deps, newCode },
      { adminEmail: REVERIE_ADMIN_EMAIL ?? null, adminPassword: REVERIE_ADMIN_PASSWORD ?? null, apiKey: REVERIE_API_KEY ?? null },
    ),
  );
  print(result);
}

async function auditVerifyCommand(): Promise<void> {
  const verdicts = await withDatabase(async (deps) => {
    const results = [];
    for (const workspaceId of await listWorkspaceIds(deps)) {
      const verdict = await verifyAudit({ ...deps, workspaceId, actor: { type: "system", name: "audit verify" } });
      results.push({ workspace_id: workspaceId, ...verdict });
    }
    return results;
  });
  for (const verdict of verdicts) print(verdict);
  if (verdicts.some((verdict) => !verdict.ok)) process.exitCode = 1;
}

const COMMANDS: Record<string, () => Promise<void>> = {
  migrate: migrateCommand,
  bootstrap: bootstrapCommand,
  "audit verify": auditVerifyCommand,
};

const name = process.argv.slice(2).join(" ");
const command = COMMANDS[name];
if (!command) {
  process.stderr.write(`Unknown command "${name}". There are: ${Object.keys(COMMANDS).join(", ")}.\n`);
  process.exitCode = 2;
} else {
  command().catch((error: unknown) => {
    process.stderr.write(
      `${error instanceof AppError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  });
}
