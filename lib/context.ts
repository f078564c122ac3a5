/** Who acts, where, with what: the first argument of every query and command. */
import type { Clock } from "@/lib/clock";
import type { Database, Tx } from "@/lib/db/client";
import type { ApiKeyId, EnvironmentId, EnvironmentKeyId, MemoryStoreId, SessionId, UserId, WorkId, WorkspaceId } from "@/lib/ids";

export const ROLES = ["viewer", "reviewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = ["read", "ingest", "sessions", "agents", "dreams", "review", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

export type Actor =
  | { type: "user"; userId: UserId; role: Role; name: string }
  | { type: "api_key"; apiKeyId: ApiKeyId; scopes: Scope[]; name: string }
  /**
   * The worker that serves a session right now: good for that session, its work item and its attached stores, and nothing else; once the
   * item has stopped, only for hearing that.
   */
  | {
      type: "session";
      sessionId: SessionId;
      work: { id: WorkId; environmentId: EnvironmentId; isStopped: boolean };
      memoryStores: readonly { id: MemoryStoreId; access: "read_write" | "read_only" }[];
    }
  /** A worker that serves one environment. Good for that environment's work queue and nothing else. */
  | { type: "environment_key"; environmentKeyId: EnvironmentKeyId; environmentId: EnvironmentId; name: string }
  | { type: "system"; name: string };

export type Ctx = {
  actor: Actor;
  workspaceId: WorkspaceId;
  requestId: string;
  db: Database;
  clock: Clock;
  /** Set while inside `inWorkspace`: a command called with this context joins that transaction. */
  tx?: Tx;
};

/** The actor's id as history stores it; null for the system. */
export function actorId(actor: Actor): string | null {
  switch (actor.type) {
    case "user":
      return actor.userId;
    case "api_key":
      return actor.apiKeyId;
    case "session":
      return actor.sessionId;
    case "environment_key":
      return actor.environmentKeyId;
    case "system":
      return null;
  }
}

/** The same place and transaction as the named part of the system: for reads and steps of a command whose permission was checked already. */
export function asSystem(ctx: Ctx, name: string): Ctx {
  return { ...ctx, actor: { type: "system", name } };
}
