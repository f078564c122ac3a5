/** A workspace of its own in a running installation, for a browser test: one person per role, all with one password, and a key with all scopes. */
import { createApiKey } from "@/lib/auth/api-keys";
import { hashPassword } from "@/lib/auth/passwords";
import { users } from "@/lib/auth/schema";
import { systemClock } from "@/lib/clock";
import { type Ctx, ROLES, type Role, SCOPES } from "@/lib/context";
import { createDatabase } from "@/lib/db/client";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { newId, type UserId, type WorkspaceId } from "@/lib/ids";
import { bookCalls, type TestCall } from "@/lib/testing/model-calls";
import { workspaceMembers, workspaces } from "@/lib/workspaces/schema";

export type Person = { userId: UserId; name: string; email: string; password: string; role: Role };
export type MadeWorkspace = { workspaceId: WorkspaceId; name: string; key: string; people: Record<Role, Person> };

const PASSWORD = "nine paper lanterns";
const NAMES: Record<Role, string> = { viewer: "Vera Lindqvist", reviewer: "Rui Nakamura", operator: "Omar Haddad", admin: "Ada Brandt" };

let passwordHash: Promise<string> | undefined;

/** `appDatabaseUrl` is the runtime role's, from the installation's runtime.json. */
export async function makeWorkspace(appDatabaseUrl: string, name: string): Promise<MadeWorkspace> {
  passwordHash ??= hashPassword(PASSWORD);
  const hash = await passwordHash;
  const db = createDatabase(appDatabaseUrl, { max: 1, applicationName: "reverie-e2e" });
  try {
    const now = systemClock.now();
    const workspaceId = newId("workspace", now.getTime());
    const ctx: Ctx = { actor: { type: "system", name: "e2e" }, workspaceId, requestId: newId("request"), db, clock: systemClock };
    const person = (role: Role): Person => {
      const userId = newId("user", now.getTime());
      return { userId, name: NAMES[role], email: `${role}-${userId.slice(-12)}@example.com`, password: PASSWORD, role };
    };
    const people = { viewer: person("viewer"), reviewer: person("reviewer"), operator: person("operator"), admin: person("admin") };
    const secret = await inWorkspace(ctx, async (tx, inside) => {
      await tx.insert(workspaces).values({ workspaceId, name, timeZone: "UTC", createdAt: now });
      for (const role of ROLES) {
        const { userId, email } = people[role];
        await tx.insert(users).values({ id: userId, email, name: people[role].name, passwordHash: hash, createdAt: now });
        await tx.insert(workspaceMembers).values({ workspaceId, userId, role, createdAt: now });
      }
      const made = await createApiKey(inside, { name: "Browser test", scopes: [...SCOPES], rate_limit_per_minute: 1_000_000 });
      return made.secret;
    });
    return { workspaceId, name, key: secret, people };
  } finally {
    await db.$client.end({ timeout: 2 });
  }
}

/** Books answers of models in a running installation, as if they had been asked. */
export async function bookInstallationCalls(appDatabaseUrl: string, workspaceId: WorkspaceId, calls: readonly TestCall[]): Promise<void> {
  const db = createDatabase(appDatabaseUrl, { max: 1, applicationName: "reverie-e2e" });
  try {
    await bookCalls({ actor: { type: "system", name: "e2e" }, workspaceId, requestId: newId("request"), db, clock: systemClock }, calls);
  } finally {
    await db.$client.end({ timeout: 2 });
  }
}
