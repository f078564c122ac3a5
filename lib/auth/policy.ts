/** Who may do what: one table for console, API and worker. */
import { type Actor, ROLES, type Role, type Scope } from "@/lib/context";
import { AppError } from "@/lib/errors";
import type { MemoryStoreId, SessionId } from "@/lib/ids";

/** The least role of a person, and the scope of a key, for each action. */
const ACTIONS = {
  read: { role: "viewer", scope: "read" },
  "import.create": { role: "operator", scope: "ingest" },
  "agent.create": { role: "operator", scope: "agents" },
  "agent.update": { role: "operator", scope: "agents" },
  "agent.archive": { role: "admin", scope: "agents" },
  "agent.limits": { role: "admin", scope: "admin" },
  "environment.write": { role: "operator", scope: "agents" },
  "environment.archive": { role: "admin", scope: "agents" },
  "environment_key.manage": { role: "admin", scope: "admin" },
  "session.write": { role: "operator", scope: "sessions" },
  "outcome.report": { role: "reviewer", scope: "sessions" },
  "dream.create": { role: "operator", scope: "dreams" },
  "dream.cancel": { role: "operator", scope: "dreams" },
  "dream.retry": { role: "operator", scope: "dreams" },
  "dream.archive": { role: "operator", scope: "dreams" },
  "view.share": { role: "reviewer", scope: "review" },
  "change.decide": { role: "reviewer", scope: "review" },
  "change.publish": { role: "reviewer", scope: "review" },
  "memory.write": { role: "reviewer", scope: "review" },
  "learning.pin": { role: "operator", scope: "review" },
  "learning.copy": { role: "operator", scope: "review" },
  "memory_store.write": { role: "operator", scope: "review" },
  "memory_store.archive": { role: "admin", scope: "review" },
  "memory_store.delete": { role: "admin", scope: "admin" },
  "memory.redact": { role: "admin", scope: "admin" },
  "store.rollback": { role: "reviewer", scope: "review" },
  "api_key.manage": { role: "admin", scope: "admin" },
  "webhook.manage": { role: "admin", scope: "admin" },
  "deployment.write": { role: "operator", scope: "agents" },
  "deployment.run": { role: "operator", scope: "sessions" },
  "member.manage": { role: "admin", scope: "admin" },
  "sample.load": { role: "operator", scope: "admin" },
  "sample.remove": { role: "admin", scope: "admin" },
  "price.set": { role: "admin", scope: "admin" },
  "model_key.check": { role: "admin", scope: "admin" },
  "audit.read": { role: "admin", scope: "admin" },
} as const satisfies Record<string, { role: Role; scope: Scope }>;
export type Action = keyof typeof ACTIONS;

export function roleNeeded(action: Action): Role {
  return ACTIONS[action].role;
}

export function can(actor: Actor, action: Action): boolean {
  switch (actor.type) {
    case "system":
      return true;
    case "user":
      return ROLES.indexOf(actor.role) >= ROLES.indexOf(ACTIONS[action].role);
    case "api_key":
      return actor.scopes.includes(ACTIONS[action].scope);
    case "session":
    case "environment_key":
      return false;
  }
}

/** Throws `forbidden`, naming the role or scope that would do. */
export function assertCan(actor: Actor, action: Action): void {
  if (can(actor, action)) return;
  if (actor.type === "session") throw outsideItsSession(action);
  if (actor.type === "environment_key") {
    throw new AppError("forbidden", "An environment key works its environment's queue and nothing else.", {
      details: { reason: "wrong_credential", action },
    });
  }
  const needed = actor.type === "api_key" ? `the ${ACTIONS[action].scope} scope` : `the ${ACTIONS[action].role} role`;
  throw new AppError("forbidden", `Needs ${needed}.`, { details: { reason: "needs_permission", action, needed } });
}

/** As `assertCan`; a session's own worker may besides read that session and send its events. */
export function assertCanUseSession(actor: Actor, sessionId: SessionId, action: "read" | "session.write"): void {
  if (actor.type !== "session") assertCan(actor, action);
  else if (actor.sessionId !== sessionId || actor.work.isStopped) throw outsideItsSession(action);
}

/** As `assertCan`; a session's own worker may besides use the stores that are attached to it, with the access they were attached with. */
export function assertCanUseStore(actor: Actor, storeId: MemoryStoreId, action: "read" | "memory.write"): void {
  if (actor.type !== "session") {
    assertCan(actor, action);
    return;
  }
  const attached = actor.memoryStores.find((store) => store.id === storeId);
  if (!attached || actor.work.isStopped) throw outsideItsSession(action);
  if (action === "memory.write" && attached.access === "read_only") {
    throw new AppError("forbidden", "This memory store is attached to the session for reading only.", {
      details: { reason: "store_read_only", action },
    });
  }
}

function outsideItsSession(action: Action): AppError {
  return new AppError(
    "forbidden",
    "A session's token is good for that session and the memory stores attached to it, while its work lasts.",
    {
      details: { reason: "wrong_credential", action },
    },
  );
}
