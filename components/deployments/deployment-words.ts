/** How the console says what the API says in short. Pure. */
import type { RunErrorType } from "@/lib/deployments/types";

/** Why a run started no session, and what to do. */
export const RUN_ERROR_WORDS: Record<RunErrorType, string> = {
  environment_archived_error: "Its environment is archived. Choose another, then unpause.",
  environment_not_found_error: "Its environment is gone. Choose another, then unpause.",
  agent_archived_error: "Its agent is archived.",
  memory_store_archived_error: "A memory store that it attaches is archived. Take it off or choose another, then unpause.",
  session_resource_not_found_error: "A memory store that it attaches is gone. Take it off, then unpause.",
  session_rate_limited_error: "Sessions were limited at that moment. The next run may work.",
  session_creation_rejected_error: "The session was refused.",
  unknown_error: "A fault on our side.",
};
