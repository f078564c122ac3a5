import { type Action, can, roleNeeded } from "@/lib/auth/policy";
import type { Actor } from "@/lib/context";

/** Why a control is disabled for that person, as its button says it; null where it may be used. The command checks again. */
export function whyNot(actor: Actor, action: Action): string | null {
  return can(actor, action) ? null : `Needs the ${roleNeeded(action)} role`;
}
