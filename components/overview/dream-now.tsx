import type { FormAction } from "@/components/forms/action-result";
import { VerbForm } from "@/components/review/verb-form";
import { Button, buttonClasses } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { MENU_ITEM } from "@/components/ui/menu";

export type DreamNowProps = { agents: readonly { id: string; name: string }[]; action: FormAction; disabledReason: string | null };

const PANEL = "overview-dream-now";

/** Dreams on an agent's new sessions: at once where there is one agent, else it asks which. */
export function DreamNow({ agents, action, disabledReason }: DreamNowProps) {
  const [only, ...others] = agents;
  if (!only) return null;
  if (disabledReason)
    return (
      <Button variant="solid" disabledReason={disabledReason}>
        Dream now
      </Button>
    );
  if (others.length === 0)
    return (
      <VerbForm
        action={action}
        hidden={{ agent_id: only.id, scope: "new" }}
        verb="Dream now"
        pendingVerb="Starting"
        variant="solid"
        shortcut="D"
        label="Dream now"
      />
    );
  return (
    <>
      <button type="button" popoverTarget={PANEL} data-shortcut="d" className={buttonClasses({ variant: "solid" })}>
        Dream now
        <Kbd onSolid>D</Kbd>
      </button>
      <div id={PANEL} popover="auto" className="menu-panel menu-panel-end">
        <p className="label px-2.5 pt-1 pb-1.5">On the new sessions of</p>
        <ul>
          {agents.map((agent) => (
            <li key={agent.id}>
              <VerbForm
                action={action}
                hidden={{ agent_id: agent.id, scope: "new" }}
                verb={agent.name}
                pendingVerb="Starting"
                verbLabel={`Dream now on ${agent.name}`}
                variant="quiet"
                buttonClassName={`${MENU_ITEM} justify-start`}
              />
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
