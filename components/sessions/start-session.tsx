import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { SelectField, TextareaField, TextField } from "@/components/forms/fields";
import type { ButtonVariant } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Checkbox } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";

type Named = { id: string; name: string };

export type StartSessionProps = {
  /** One where it is started from its own page. */
  agents: readonly Named[];
  environments: readonly Named[];
  /** Learnings are read-only wherever they are attached. */
  stores: readonly (Named & { isLearnings: boolean })[];
  action: FormAction;
  disabledReason: string | null;
  variant?: ButtonVariant;
};

/** Asks what a new session needs, and leads to it. Where there is no environment yet, one is made along with it. */
export function StartSession({ agents, environments, stores, action, disabledReason, variant }: StartSessionProps) {
  const only = agents.length === 1 ? agents[0] : undefined;
  const reason = disabledReason ?? (agents.length === 0 ? "There is no agent yet" : null);
  return (
    <span data-shortcut="n" className="contents">
      <Dialog
        trigger={
          <>
            Start a session <Kbd onSolid={variant === "solid"}>N</Kbd>
          </>
        }
        variant={variant}
        title={only ? `Start a session of ${only.name}?` : "Start a session?"}
        disabledReason={reason}
        isWide
      >
        <p>The agent works until its turn is done, then waits for the next message. You follow it on its page.</p>
        <ActionForm action={action} submitLabel="Start the session" pendingLabel="Starting" layout="dialog" className="mt-3">
          {only ? (
            <input type="hidden" name="agent_id" value={only.id} />
          ) : (
            <SelectField name="agent_id" label="Agent" required options={toOptions(agents)} />
          )}
          <TextareaField name="message" label="First message" hint="Empty: it waits for one." rows={3} maxLength={1_000_000} />
          <TextField name="title" label="Title" aside="optional" maxLength={500} autoComplete="off" />
          {environments.length > 0 ? (
            <SelectField
              name="environment_id"
              label="Environment"
              hint="Where its tools run: a container of yours with the SDK’s worker in it."
              required
              options={toOptions(environments)}
            />
          ) : (
            <TextField
              name="environment_name"
              label="New environment"
              hint="There is none yet: a self-hosted one of this name is made. Tools of the container wait until your worker serves it."
              required
              maxLength={256}
              defaultValue="Default"
              autoComplete="off"
            />
          )}
          {stores.length > 0 && (
            <details>
              <summary className="link w-fit">Attach memory stores</summary>
              <fieldset className="mt-2 grid max-h-48 gap-1.5 overflow-y-auto">
                <legend className="sr-only">Memory stores</legend>
                {stores.map(({ id, name, isLearnings }) => (
                  <Checkbox
                    key={id}
                    id={`attach-${id}`}
                    name="store_ids[]"
                    value={id}
                    label={name}
                    hint={isLearnings ? "Learnings: it reads them and can’t change them." : "It reads and writes."}
                  />
                ))}
              </fieldset>
            </details>
          )}
          <TextField
            name="dollars"
            label="Budget, US dollars"
            aside="optional"
            hint="It rests when it has cost so much at list prices."
            type="number"
            inputMode="decimal"
            min={0.01}
            step={0.01}
          />
        </ActionForm>
      </Dialog>
    </span>
  );
}

const toOptions = (all: readonly Named[]) => all.map(({ id, name }) => ({ value: id, label: name }));
