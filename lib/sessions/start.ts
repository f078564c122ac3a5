import type { Ctx } from "@/lib/context";
import { inWorkspace } from "@/lib/db/workspace-transaction";
import { createEnvironment } from "@/lib/environments/commands";
import type { EnvironmentId } from "@/lib/ids";
import { createSession, type NewSession } from "@/lib/sessions/create";
import type { SessionView } from "@/lib/sessions/types";

export type StartSession = Omit<NewSession, "environmentId"> & { environment: { id: EnvironmentId } | { name: string } };

/** Starts a session in an environment that is there, or in a new self-hosted one: both or neither. Throws as `createSession` and `createEnvironment` do. */
export async function startSession(ctx: Ctx, { environment, ...session }: StartSession): Promise<SessionView> {
  return inWorkspace(ctx, async (_tx, inner) => {
    const environmentId = "id" in environment ? environment.id : (await createEnvironment(inner, { name: environment.name })).id;
    return createSession(inner, { ...session, environmentId });
  });
}
