"use client";

import { useContext, useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { RadioField, TextareaField, TextField } from "@/components/forms/fields";
import { useFormField } from "@/components/forms/form-context";
import { Button } from "@/components/ui/button";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Checkbox } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { VisibleText } from "@/components/ui/visible-text";
import type { OpenCall } from "@/lib/sessions/live-facts";
import { inputOf } from "../prepare-transcript";
import { useLiveLog } from "./live-session";
import { TailContext } from "./tail-context";

export type OpenCallsProps = {
  sessionId: string;
  calls: readonly OpenCall[];
  confirm: FormAction;
  answer: FormAction;
  disabledReason: string | null;
};

/** Everything that the session can't go on without: yes or no to calls that ask, and results of tools that nobody else runs. */
export function OpenCalls(props: OpenCallsProps) {
  const { calls, sessionId, confirm, disabledReason } = props;
  const after = useAfterAct();
  const asked = calls.filter((call) => call.state === "asked");
  return (
    <section aria-label="Waits for you" className="max-h-[44dvh] overflow-y-auto border-b border-line bg-held-soft/40 px-4 py-2.5 md:px-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-sm">{calls.length === 1 ? "One call waits for you" : `${formatCount(calls.length, "call")} wait for you`}</h2>
        {asked.length > 1 && (
          <ActionForm
            action={confirm}
            hidden={{ session_id: sessionId, result: "allow" }}
            layout="inline"
            submitVariant="outlined"
            submitLabel={`Allow all ${formatNumber(asked.length)}`}
            pendingLabel="Allowing"
            successMessage={`Allowed ${formatCount(asked.length, "call")}.`}
            disabledReason={disabledReason}
            onSuccess={after}
          >
            {asked.map((call) => (
              <input key={call.eventId} type="hidden" name="event_ids[]" value={call.eventId} />
            ))}
          </ActionForm>
        )}
      </div>
      <ul className="divide-y divide-line">
        {calls.map((call) => (
          <li key={call.eventId} className="py-2.5 last:pb-0.5">
            {call.state === "asked" ? (
              <Asked {...props} call={call} hasKeys={call === asked[0]} after={after} />
            ) : (
              <Pending {...props} call={call} after={after} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What comes of an act is read at once, and shown. */
export function useAfterAct(): () => void {
  const log = useLiveLog();
  const toEnd = useContext(TailContext);
  return () => {
    log?.readNow();
    toEnd();
  };
}

type OneProps = OpenCallsProps & { call: OpenCall; after: () => void };

function Asked({ call, sessionId, confirm, disabledReason, hasKeys, after }: OneProps & { hasKeys: boolean }) {
  const [isDenying, setIsDenying] = useState(false);
  const hidden = { session_id: sessionId, "event_ids[]": call.eventId };
  const name = call.mcpServer ? `${call.name} of ${call.mcpServer}` : call.name;
  return (
    <article aria-label={`May it call ${name}?`}>
      <p className="font-medium">
        May it call{" "}
        <code className="font-mono text-xs">
          <VisibleText text={name} />
        </code>
        ?
      </p>
      <Input call={call} />
      <div className="mt-2 flex flex-wrap items-end gap-2">
        <ActionForm
          action={confirm}
          hidden={{ ...hidden, result: "allow" }}
          layout="inline"
          submitLabel="Allow"
          submitShortcut={hasKeys ? "A" : undefined}
          pendingLabel="Allowing"
          submitVariant={hasKeys ? "solid" : "outlined"}
          successMessage={`Allowed ${name}.`}
          disabledReason={disabledReason}
          onSuccess={after}
          extraActions={
            <Button
              variant="danger"
              aria-expanded={isDenying}
              onClick={() => setIsDenying((before) => !before)}
              disabledReason={disabledReason}
              data-shortcut={hasKeys ? "d" : undefined}
              className="min-h-[30px]"
            >
              Deny {hasKeys && <Kbd>D</Kbd>}
            </Button>
          }
        />
      </div>
      {isDenying && (
        <ActionForm
          action={confirm}
          hidden={{ ...hidden, result: "deny" }}
          label={`Deny ${name}`}
          submitLabel={`Deny ${call.name}`}
          pendingLabel="Denying"
          submitVariant="danger"
          successMessage={`Denied ${name}.`}
          onSuccess={after}
          className="mt-2 max-w-[640px]"
        >
          <TextField
            name="deny_message"
            label="Why"
            aside="optional"
            hint="The agent reads it and can try another way."
            autoFocus
            autoComplete="off"
          />
        </ActionForm>
      )}
    </article>
  );
}

function Pending({ call, sessionId, answer, disabledReason, after }: OneProps) {
  return (
    <article aria-label={`Result of ${call.name}`}>
      <p className="font-medium">
        <code className="font-mono text-xs">
          <VisibleText text={call.name} />
        </code>{" "}
        waits for its result
      </p>
      <p className="text-xs text-ink-3">Your program answers it. You can do it by hand too: who is first counts.</p>
      <Input call={call} />
      <ActionForm
        action={answer}
        hidden={{ session_id: sessionId, event_id: call.eventId }}
        label={`Answer ${call.name}`}
        submitLabel="Send result"
        pendingLabel="Sending"
        submitVariant="outlined"
        successMessage={`Answered ${call.name}.`}
        disabledReason={disabledReason}
        onSuccess={after}
        className="mt-2 max-w-[80ch]"
      >
        <TextareaField name="text" label="Result" aside="may be empty" voice="code" rows={2} />
        <div className="flex flex-wrap items-start gap-x-8 gap-y-2">
          <RadioField
            name="format"
            label="Form"
            isInline
            defaultValue="text"
            options={[
              { value: "text", label: "Text" },
              { value: "json", label: "JSON, checked before it is sent" },
            ]}
          />
          <IsError />
        </div>
      </ActionForm>
    </article>
  );
}

function IsError() {
  const { id } = useFormField("is_error");
  return (
    <Checkbox id={id} name="is_error" value="yes" label="The tool failed" hint="The agent is told that it is an error." className="pt-5" />
  );
}

/** The whole input, in a box that scrolls: who allows a call has seen it. */
function Input({ call }: { call: OpenCall }) {
  const text = inputOf(call.input) ?? "";
  if (text === "") return <p className="mt-1 text-xs text-ink-3">Without input.</p>;
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key.
      tabIndex={0}
      aria-label={`Input of ${call.name}`}
      className="mt-1.5 max-h-[30dvh] max-w-[100ch] overflow-auto rounded-md border border-line-2 bg-raised px-3 py-2"
    >
      <pre className="font-mono text-xs/[18px] whitespace-pre-wrap wrap-anywhere">
        <VisibleText text={text} />
      </pre>
    </section>
  );
}
