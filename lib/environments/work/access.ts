/** Who may work a queue: the environment's own workers, and for one item whoever serves its session right now. */
import type { Actor } from "@/lib/context";
import { AppError } from "@/lib/errors";
import type { EnvironmentId, WorkId } from "@/lib/ids";

/** Throws `forbidden`. */
export function assertWorksQueue(actor: Actor, environmentId: EnvironmentId): void {
  if (actor.type !== "environment_key" || actor.environmentId !== environmentId) throw wrongCredential("an environment key of its own");
}

/** Throws `forbidden`. */
export function assertHoldsWork(actor: Actor, environmentId: EnvironmentId, workId: WorkId): void {
  if (actor.type === "environment_key" && actor.environmentId === environmentId) return;
  if (actor.type === "session" && actor.work.id === workId && actor.work.environmentId === environmentId) return;
  throw wrongCredential("its environment's key or the token that came with the work");
}

function wrongCredential(needed: string): AppError {
  return new AppError("forbidden", `This part of a work queue needs ${needed}.`, { details: { reason: "wrong_credential", needed } });
}
