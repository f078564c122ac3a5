import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { formatCount } from "@/components/ui/format";

export type ArchiveAgentProps = {
  agentId: string;
  name: string;
  sessions: number;
  published: number;
  action: FormAction;
  disabledReason: string | null;
};

/** The end of an agent, with what it stops and what stays. */
export function ArchiveAgent({ agentId, name, sessions, published, action, disabledReason }: ArchiveAgentProps) {
  return (
    <ConfirmDialog
      trigger="Archive"
      title={`Archive ${name}?`}
      disabledReason={disabledReason}
      action={action}
      hidden={{ agent_id: agentId }}
      submitLabel="Archive agent"
      pendingLabel="Archiving"
      isIrreversible
      typedName={name}
    >
      <p>
        It can no longer be changed or dream, and it leaves the list of agents. Its {formatCount(sessions, "session")}, its{" "}
        {formatCount(published, "published learning")} and its history stay and can be read.
      </p>
      <p>This is final: an archived agent does not come back.</p>
    </ConfirmDialog>
  );
}
