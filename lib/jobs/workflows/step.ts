import { DBOS } from "@dbos-inc/dbos-sdk";
import { DreamCanceled } from "@/lib/dreaming/stages/stage-run";
import { isAppError } from "@/lib/errors";

/** Faults of the database or the network pass; a rule that says no, or a cancelation, does not. */
const retryTransient = {
  retriesAllowed: true,
  maxAttempts: 4,
  intervalSeconds: 1,
  backoffRate: 3,
  shouldRetry: (error: unknown) => !isAppError(error) && !(error instanceof DreamCanceled),
} as const;

/** A checkpointed step: finished ones are never repeated, the one in flight at a crash runs again, so it must be safe to repeat. */
export function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  return DBOS.runStep(work, { name, ...retryTransient });
}
