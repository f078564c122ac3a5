import { StatusPill } from "@/components/ui/status-pill";
import type { DeploymentView } from "@/lib/deployments/types";

/** Active, paused and archived differ by mark, word and colour. */
export function DeploymentStatus({ deployment }: { deployment: DeploymentView }) {
  if (deployment.archivedAt !== null)
    return (
      <StatusPill tone="plain" mark="crossed">
        Archived
      </StatusPill>
    );
  if (deployment.pausedReason !== null)
    return (
      <StatusPill tone={deployment.pausedReason.type === "error" ? "failure" : "held"} mark="bars">
        {deployment.pausedReason.type === "error" ? "Paused by a failure" : "Paused"}
      </StatusPill>
    );
  return (
    <StatusPill tone="success" mark="check">
      Active
    </StatusPill>
  );
}
