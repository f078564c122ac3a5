"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { ActionForm } from "@/components/forms/action-form";
import type { FormAction } from "@/components/forms/action-result";
import { TextareaField } from "@/components/forms/fields";
import { useUnsaved } from "@/components/forms/use-unsaved";
import { Kbd } from "@/components/ui/kbd";
import { useLiveFacts } from "./live-session";
import { useAfterAct } from "./open-calls";

export type ComposerProps = {
  sessionId: string;
  send: FormAction;
  /** Why the visitor may not write. */
  disabledReason: string | null;
  /** Interrupts; null where there is nothing to interrupt. */
  interrupt: (() => void) | null;
};

const TWICE_WITHIN_MS = 1_500;

/** A message to the agent. What is typed is kept on this machine until it is sent. */
export function Composer({ sessionId, send, disabledReason, interrupt }: ComposerProps) {
  const box = useRef<HTMLDivElement>(null);
  const { found, keep, drop } = useUnsaved(`session:${sessionId}`, "");
  const { status, stopReason } = useLiveFacts();
  const after = useAfterAct();
  const sent = useRef("");
  const [isArmed, setIsArmed] = useState(false);
  const field = () => box.current?.querySelector("textarea");
  useEffect(() => {
    const area = box.current?.querySelector("textarea");
    if (found !== null && area && area.value === "") area.value = found;
  }, [found]);
  useEffect(() => {
    if (!isArmed) return;
    const timer = setTimeout(() => setIsArmed(false), TWICE_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [isArmed]);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.currentTarget.form?.requestSubmit();
    } else if (event.key === "Escape" && interrupt) {
      // The first press arms, the second interrupts; neither leaves the field.
      event.preventDefault();
      event.stopPropagation();
      event.nativeEvent.stopImmediatePropagation();
      if (isArmed) interrupt();
      setIsArmed(!isArmed);
    }
  };
  const waits = status === "running" || status === "rescheduling" || stopReason?.type === "requires_action";
  return (
    <div
      ref={box}
      onSubmitCapture={(event) => {
        // A second press while the first is on its way sends nothing.
        if (event.target instanceof HTMLFormElement && event.target.ariaBusy !== "true") sent.current = field()?.value ?? "";
      }}
      className="min-w-0 flex-1 basis-80"
    >
      <ActionForm
        action={send}
        hidden={{ session_id: sessionId }}
        label="Message to the agent"
        layout="inline"
        submitLabel={waits ? "Queue" : "Send"}
        pendingLabel="Sending"
        submitVariant={stopReason?.type === "requires_action" ? "outlined" : "solid"}
        disabledReason={disabledReason}
        onSuccess={() => {
          const area = field();
          const typed = area?.value ?? "";
          // What was typed while it was being sent stays.
          const rest = typed.startsWith(sent.current) ? typed.slice(sent.current.length).trimStart() : typed;
          if (area) area.value = rest;
          if (rest === "") drop();
          else keep(rest);
          after();
          area?.focus();
        }}
      >
        <TextareaField
          name="text"
          label="Message"
          isLabelHidden
          fieldClassName="min-w-0 flex-1 basis-60"
          className="max-h-[30dvh] min-h-[34px]!"
          rows={1}
          required
          placeholder={waits ? "Message; the agent reads it when its turn is done" : "Message to the agent"}
          readOnly={disabledReason !== null}
          onChange={(event) => keep(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </ActionForm>
      <p className="mt-1 text-xs text-ink-3 max-md:hidden">
        {isArmed ? (
          <span role="status" className="font-medium text-held">
            Press Esc again to interrupt
          </span>
        ) : (
          <>
            <Kbd>Ctrl Enter</Kbd> sends
            {interrupt && (
              <>
                , <Kbd>Esc</Kbd> twice interrupts
              </>
            )}
          </>
        )}
      </p>
    </div>
  );
}
