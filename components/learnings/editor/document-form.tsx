"use client";

import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Mark } from "@/components/ui/mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { DocumentEdit, FormValues } from "@/lib/learnings/edit-document";
import type { Trigger } from "@/lib/learnings/types";

export type DocumentFormProps = {
  values: FormValues;
  body: string;
  /** Null where nothing may be changed. */
  edit: ((edit: DocumentEdit) => void) | null;
  /** Until the editor is there: everything stands in its place, and answers nothing yet. */
  isLoading: boolean;
};

const TRIGGERS: { key: keyof Trigger; label: string; aside?: string; isCode: boolean }[] = [
  { key: "tools", label: "When the agent uses", aside: "any of", isCode: true },
  { key: "errors", label: "or sees the error", isCode: true },
  { key: "intents", label: "or is asked to", isCode: false },
  { key: "file_types", label: "or meets files of type", isCode: true },
  { key: "keywords", label: "or reads the words", isCode: false },
];

/** The front matter as fields. It holds nothing of its own: every field shows the text, every change is a change of the text. */
export function DocumentForm({ values, body, edit, isLoading }: DocumentFormProps) {
  const id = useId();
  const isReadOnly = edit === null;
  const set = (path: (string | number)[], value: unknown) => edit?.({ type: "set", path, value });
  const isPlaybook = values.kind === "playbook";
  return (
    <fieldset aria-label={isPlaybook ? "Playbook" : "Note"} disabled={isLoading} className="grid min-w-0 gap-3.5">
      <Field id={`${id}-title`} label="Title" aside={`${[...values.title].length} of 200`}>
        {(wiring) => (
          <Input {...wiring} value={values.title} readOnly={isReadOnly} onChange={(event) => set(["title"], event.currentTarget.value)} />
        )}
      </Field>
      <Triggers values={values} edit={edit} />
      <Steps values={values} edit={edit} />
      <Lines label="Avoid" one="a thing to avoid" path="avoid" values={values.avoid} edit={edit} />
      <div className="grid grid-cols-2 gap-3">
        <Field id={`${id}-confidence`} label="Confidence" aside="0 to 1">
          {(wiring) => (
            <NumberInput {...wiring} value={values.confidence} readOnly={isReadOnly} onNumber={(value) => set(["confidence"], value)} />
          )}
        </Field>
        <Field id={`${id}-expires`} label="Expires">
          {(wiring) => (
            <Input
              {...wiring}
              type="date"
              value={values.expiresAt.slice(0, 10)}
              readOnly={isReadOnly}
              onChange={(event) => set(["expires_at"], event.currentTarget.value || null)}
            />
          )}
        </Field>
      </div>
      {values.appliesTo.map(([key, value]) => (
        <Field key={key} id={`${id}-only-${key}`} label={`Serves only where ${key} is`}>
          {(wiring) => (
            <Input
              {...wiring}
              value={value}
              readOnly={isReadOnly}
              onChange={(event) => set(["applies_to", key], event.currentTarget.value)}
            />
          )}
        </Field>
      ))}
      <Field id={`${id}-body`} label="Text" aside="Markdown">
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={3}
            value={body}
            readOnly={isReadOnly}
            onChange={(event) => edit?.({ type: "body", text: event.currentTarget.value })}
          />
        )}
      </Field>
    </fieldset>
  );
}

/** The fields that say something, and one button for those that don't yet. */
function Triggers({ values, edit }: Pick<DocumentFormProps, "values" | "edit">) {
  const [isOpen, setIsOpen] = useState(false);
  const shown = TRIGGERS.filter(({ key }, index) => isOpen || index < 2 || values.trigger[key].length > 0);
  return (
    <div className="grid gap-2">
      {shown.map(({ key, label, aside, isCode }) => (
        <ChipsField
          key={key}
          label={label}
          aside={aside}
          isCode={isCode}
          values={values.trigger[key]}
          add={edit && ((value) => edit({ type: "insert", path: ["trigger", key], index: values.trigger[key].length, value }))}
          remove={edit && ((index) => edit({ type: "remove", path: ["trigger", key, index] }))}
        />
      ))}
      {edit && shown.length < TRIGGERS.length && <AddButton onClick={() => setIsOpen(true)}>Add another kind of trigger</AddButton>}
    </div>
  );
}

function NumberInput({ value, onNumber, ...rest }: { value: string; onNumber: (value: number | null) => void } & Record<string, unknown>) {
  // While "0." is being typed the text can't say it yet.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Input
      {...rest}
      inputMode="decimal"
      value={typed ?? value}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        if (next.trim() === "") onNumber(null);
        else if (/^\s*\d*\.?\d+\s*$/.test(next)) onNumber(Number(next));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

type ChipsFieldProps = {
  label: string;
  aside?: string;
  isCode: boolean;
  values: readonly string[];
  add: ((value: string) => void) | null;
  remove: ((index: number) => void) | null;
};

/** Values as chips in one field: Enter or a comma adds, Backspace in the empty field takes the last. */
function ChipsField({ label, aside, isCode, values, add, remove }: ChipsFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const commit = () => {
    const value = typed.trim();
    if (value === "") return;
    add?.(value);
    setTyped("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      commit();
    }
    if (event.key === "Backspace" && typed === "" && values.length > 0) remove?.(values.length - 1);
  };
  return (
    <Field id={id} label={label} aside={aside}>
      {(wiring) => (
        <div className="flex min-h-[30px] flex-wrap items-center gap-1 rounded-md border border-control bg-raised px-1 py-[3px] focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus">
          {values.map((value, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same value may stand twice, and chips hold nothing.
            <span key={index} className={CHIP}>
              <span className={isCode ? "min-w-0 font-mono text-[11.5px] wrap-anywhere" : "min-w-0 wrap-anywhere"}>
                <VisibleText text={value} />
              </span>
              {remove && (
                <button
                  type="button"
                  aria-label={`Remove ${value}`}
                  onClick={() => remove(index)}
                  className="-mr-1 inline-flex size-[18px] flex-none items-center justify-center rounded-sm hover:bg-hover pointer-coarse:size-8"
                >
                  <Mark name="cross" size={14} />
                </button>
              )}
            </span>
          ))}
          <input
            {...wiring}
            value={typed}
            readOnly={add === null}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            onBlur={commit}
            className={`min-w-16 flex-1 border-0 bg-transparent px-1 outline-none ${isCode ? "font-mono text-xs" : ""}`}
          />
        </div>
      )}
    </Field>
  );
}

const CHIP = "inline-flex min-h-[22px] max-w-full items-center gap-1 rounded-sm border border-line-2 bg-raised px-[7px] text-xs text-ink-2";

function Steps({ values: { steps }, edit }: { values: FormValues; edit: DocumentFormProps["edit"] }) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  return (
    <Group label="Steps" aside={edit && steps.length > 1 ? "Alt + arrows move" : undefined}>
      <ol className="grid gap-2.5">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the list; it holds nothing of its own.
          <li key={index} className="grid grid-cols-[20px_minmax(0,1fr)_24px]">
            <span aria-hidden="true" className="text-xs/[30px] text-ink-3">
              {index + 1}
            </span>
            <div className="grid min-w-0 gap-1">
              <Line
                label={`Step ${index + 1}`}
                value={step.do}
                path={["steps", index, "do"]}
                place={{ list: "steps", index, count: steps.length }}
                edit={edit}
              />
              {step.why !== "" || opened.has(index) ? (
                <SmallInput label={`Step ${index + 1}, why`} word="Because" value={step.why} path={["steps", index, "why"]} edit={edit} />
              ) : null}
              {step.tool !== "" || opened.has(index) ? (
                <SmallInput
                  label={`Step ${index + 1}, tool`}
                  word="Tool"
                  isCode
                  value={step.tool}
                  path={["steps", index, "tool"]}
                  edit={edit}
                />
              ) : null}
              {edit && !opened.has(index) && (step.why === "" || step.tool === "") && (
                <button
                  type="button"
                  onClick={() => setOpened(new Set([...opened, index]))}
                  className="justify-self-start rounded-sm px-1 text-xs text-ink-3 hover:bg-hover hover:text-ink"
                >
                  Add {[step.why === "" && "a reason", step.tool === "" && "a tool"].filter(Boolean).join(" or ")}
                  <span className="sr-only"> to step {index + 1}</span>
                </button>
              )}
            </div>
            {edit && <RemoveButton label={`Remove step ${index + 1}`} onClick={() => edit({ type: "remove", path: ["steps", index] })} />}
          </li>
        ))}
      </ol>
      {edit && (
        <AddButton onClick={() => edit({ type: "insert", path: ["steps"], index: steps.length, value: { do: "" } })}>Add a step</AddButton>
      )}
    </Group>
  );
}

type LinesProps = { label: string; one: string; path: string; values: readonly string[]; edit: DocumentFormProps["edit"] };

function Lines({ label, one, path, values, edit }: LinesProps) {
  return (
    <Group label={label}>
      <ul className="grid gap-1.5">
        {values.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in the list.
          <li key={index} className="grid grid-cols-[minmax(0,1fr)_24px]">
            <Line
              label={`${label} ${index + 1}`}
              value={value}
              path={[path, index]}
              place={{ list: path, index, count: values.length }}
              edit={edit}
            />
            {edit && (
              <RemoveButton
                label={`Remove ${label.toLowerCase()} ${index + 1}`}
                onClick={() => edit({ type: "remove", path: [path, index] })}
              />
            )}
          </li>
        ))}
      </ul>
      {edit && <AddButton onClick={() => edit({ type: "insert", path: [path], index: values.length, value: "" })}>Add {one}</AddButton>}
    </Group>
  );
}

type LineProps = {
  label: string;
  value: string;
  path: (string | number)[];
  place: { list: string; index: number; count: number };
  edit: DocumentFormProps["edit"];
};

function Line({ label, value, path, place, edit }: LineProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const to = place.index + (event.key === "ArrowUp" ? -1 : 1);
    if (to < 0 || to >= place.count) return;
    event.preventDefault();
    event.stopPropagation();
    edit?.({ type: "move", path: [place.list], from: place.index, to });
    const items = event.currentTarget.closest("ol, ul")?.querySelectorAll("textarea");
    items?.[to]?.focus();
  };
  return (
    <Textarea
      aria-label={label}
      rows={1}
      value={value}
      readOnly={edit === null}
      onKeyDown={onKeyDown}
      onChange={(event) => edit?.({ type: "set", path, value: event.currentTarget.value })}
      className="resize-none"
    />
  );
}

type SmallInputProps = {
  label: string;
  word: string;
  value: string;
  path: (string | number)[];
  isCode?: boolean;
  edit: DocumentFormProps["edit"];
};

function SmallInput({ label, word, value, path, isCode, edit }: SmallInputProps) {
  return (
    <span className="grid grid-cols-[56px_minmax(0,1fr)] items-baseline text-xs text-ink-3">
      {word}
      <Input
        aria-label={label}
        isCode={isCode}
        value={value}
        readOnly={edit === null}
        onChange={(event) => edit?.({ type: "set", path, value: event.currentTarget.value || null })}
        className="min-h-[24px]! py-0! text-xs"
      />
    </span>
  );
}

function Group({ label, aside, children }: { label: string; aside?: string; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend can't share its line.
    <div role="group" aria-labelledby={id} className="grid gap-1.5">
      <p className="flex justify-between gap-3 text-xs font-medium text-ink-2">
        <span id={id}>{label}</span>
        {aside && <span className="font-normal text-ink-3">{aside}</span>}
      </p>
      {children}
    </div>
  );
}

function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="quiet" size="sm" isIcon aria-label={label} title={label} onClick={onClick} className="mt-[3px]">
      <Mark name="cross" size={14} />
    </Button>
  );
}

function AddButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <Button variant="quiet" size="sm" onClick={onClick} className="justify-self-start">
      <Mark name="plus" size={14} />
      {children}
    </Button>
  );
}
