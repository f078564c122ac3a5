"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { ActionResult, FormAction } from "@/components/forms/action-result";
import { FormContext } from "@/components/forms/form-context";
import { SubmitButton } from "@/components/forms/submit-button";
import { runAction, useSubmission } from "@/components/review/use-submission";
import { Button } from "@/components/ui/button";
import { formatBytes, formatCount, formatNumber } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import type { DocumentEdit, DocumentForm as FormOfText } from "@/lib/learnings/edit-document";
import type { DocumentProblem, LearningKind } from "@/lib/learnings/types";
import { MAX_CONTENT_BYTES } from "@/lib/memory/types";
import { Banners } from "./editor/banners";
import type { LineOrigin } from "./editor/code-editor";
import { LeftPane } from "./editor/left-pane";
import { MergePanel, type MergeTexts } from "./editor/merge-panel";
import { PaneHead } from "./editor/pane-head";
import { Problems, StepState } from "./editor/problems";
import { TextBox } from "./editor/text-box";
import { type Engine, useEngine } from "./editor/use-engine";
import type { SaveOutcome } from "./save-outcome";
import { useDraft } from "./use-draft";

export type EditedVersion = { content: string; sha256: string; versionId: string; number: number; author: string | null };

export type EditLearningProps = {
  memoryId: string;
  kind: LearningKind;
  title: string;
  path: string | null;
  /** The text that is edited and the version it is of. */
  base: EditedVersion;
  /** Where each line of it comes from. */
  origins: readonly LineOrigin[];
  /** What the server read in it. */
  initial: { form: FormOfText; problems: DocumentProblem[] };
  /** How it reads, as the server wrote it. */
  preview: ReactNode;
  save: FormAction;
  restore: FormAction;
  /** The learning after this one. */
  nextHref: string | null;
  disabledReason: string | null;
  now: Date;
  zone: string;
  /** Beside the text: its versions. */
  children: ReactNode;
};

/**
 * A learning as a form and as a text, of which the text is the truth: the form shows it and changes it. It saves only over the version it was
 * read from; when somebody else was faster, the three texts are merged here, and what was typed stays.
 */
export function EditLearning(props: EditLearningProps) {
  const { memoryId, base, initial, save, restore, nextHref, disabledReason } = props;
  const idPrefix = useId();
  const router = useRouter();
  const formRef = useRef<HTMLFormElement>(null);
  const goesOn = useRef(false);
  const engine = useEngine();
  const { formAction, result, isPending, submit } = useSubmission(save, { onDone: (data) => done(data as SaveOutcome | null) });
  const [held, setHeld] = useState(base);
  // Without JavaScript the page comes back after a clash: with what was typed.
  const [typed, setTyped] = useState(() => clashOf(result)?.yours ?? base.content);
  const [merge, setMerge] = useState<MergeTexts | null>(null);
  const [open, setOpen] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const draft = useDraft(memoryId, held.content);

  // What was sent last, and what stands there now: typing goes on while a save is on its way.
  const [sent, setSent] = useState<string | null>(null);
  const latest = useRef(typed);

  const change = (next: string) => {
    latest.current = next;
    setTyped(next);
    setRefused(null);
    draft.keep(next);
  };
  const startMerge = (against: EditedVersion, yours: string) => {
    setMerge({ base: held.content, theirs: against.content, yours, found: against });
    setHeld(against);
  };
  function done(outcome: SaveOutcome | null) {
    if (outcome?.kind === "changed") {
      startMerge({ content: outcome.now, ...outcome.found }, outcome.yours);
      return;
    }
    if (latest.current === typed) draft.drop();
    setMerge(null);
    if (outcome?.kind === "unchanged") showToast({ message: "Nothing was changed, so no version was added" });
    else showToast({ message: "Saved as a new version", undo: { run: () => restoreVersion(restore, memoryId, held.versionId) } });
    if (goesOn.current && nextHref) router.push(nextHref);
  }
  const error = result && !result.ok ? result.error : null;

  // Somebody saved: an untouched editor follows, one with typed text keeps it and says so.
  if (base.versionId !== held.versionId && merge?.found.versionId !== base.versionId) {
    if (typed === held.content) {
      setHeld(base);
      setTyped(base.content);
    } else if (typed === base.content || base.content === sent) setHeld(base);
  }
  const isBehind = base.versionId !== held.versionId && typed !== held.content && base.number > held.number;

  const isDirty = typed !== held.content;
  const form = engine ? engine.readForm(typed) : initial.form;
  const { problems, isReadable } = readProblems(engine, typed, initial);
  const size = sizeOf(typed);
  const cannotSave =
    disabledReason ??
    (typed === "" ? "There is no text. Retire the learning if it is not to be given any more" : null) ??
    (size > MAX_CONTENT_BYTES ? `The text has ${formatNumber(size)} bytes; at most ${formatNumber(MAX_CONTENT_BYTES)} are kept` : null) ??
    (merge && open > 0 ? `${formatCount(open, "place")} to decide first` : null);
  const edit = (wanted: DocumentEdit) => {
    if (!engine) return;
    const next = engine.editDocument(typed, wanted);
    if (next === null) setRefused("The form could not write that into this text without touching the rest. Change it in the text.");
    else change(next);
  };
  const submitWith = (isNext: boolean) => {
    goesOn.current = isNext;
    if (cannotSave) formRef.current?.querySelector<HTMLButtonElement>("[data-save-box] button")?.focus();
    else formRef.current?.requestSubmit();
  };
  const saveByKey = (event: KeyboardEvent) => {
    // The editor has its own; it marks the event as answered.
    if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || (event.key.toLowerCase() !== "s" && event.key !== "Enter")) return;
    event.preventDefault();
    submitWith(event.key === "Enter");
  };
  const canEdit = disabledReason === null;
  const send = (event: FormEvent<HTMLFormElement>) => {
    setSent(typed);
    submit(event);
  };
  return (
    <FormContext value={{ idPrefix, fields: error?.fields ?? {}, isPending }}>
      <form ref={formRef} action={formAction} onSubmit={send} onKeyDown={saveByKey} aria-label="Edit the learning" aria-busy={isPending}>
        <input type="hidden" name="memory_id" value={memoryId} />
        <input type="hidden" name="expected_sha256" value={held.sha256} />
        <input type="hidden" name="base_version_id" value={held.versionId} />
        <Banners
          error={error}
          idPrefix={idPrefix}
          draft={isDirty ? null : draft.found}
          bringBack={() => draft.found !== null && change(draft.found)}
          discard={draft.drop}
          behind={isBehind || (!engine && clashOf(result)) ? base : null}
          mergeNow={engine && (() => startMerge(base, typed))}
        />
        {merge && engine && (
          <MergePanel
            key={merge.found.versionId}
            texts={merge}
            current={typed}
            mergeChunks={engine.mergeChunks}
            onText={change}
            onOpen={setOpen}
            onClose={() => setMerge(null)}
          />
        )}
        <div className="grid grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(300px,400px)_minmax(0,1fr)] min-[1280px]:grid-cols-[390px_minmax(0,1fr)_270px]">
          <LeftPane
            engine={engine}
            form={form}
            text={typed}
            saved={base.content}
            preview={props.preview}
            isReadOnly={!canEdit}
            now={props.now}
            zone={props.zone}
            status={isDirty ? "Not saved" : null}
            edit={canEdit ? edit : null}
            startFrontMatter={canEdit ? () => engine && change(engine.withFrontMatter(typed, props.kind, props.title)) : null}
          />
          <section aria-label="Text" className="min-w-0 border-line max-lg:border-t lg:border-l">
            <PaneHead title="Text" note={<span className="font-mono wrap-anywhere">{props.path}</span>}>
              <StepState problems={problems.length} isReadable={isReadable} isPlain={form.state === "plain"} />
            </PaneHead>
            <TextBox
              engine={engine}
              label="Learning text"
              text={typed}
              onChange={change}
              base={held.content}
              origins={held.versionId === base.versionId ? props.origins : NO_ORIGINS}
              isReadOnly={!canEdit}
              onSave={submitWith}
            />
            <Problems problems={problems} isReadable={isReadable} refused={refused} />
          </section>
          {props.children}
        </div>
        <section
          aria-label="Save"
          className="sticky bottom-0 z-4 flex flex-wrap items-center gap-2 border-t border-line-2 bg-surface px-4 py-2.5 md:px-6 print:hidden"
        >
          <div className="flex min-w-0 flex-1 basis-64 items-center gap-2 text-xs text-ink-2">
            <label htmlFor={`${idPrefix}-reason`} className="flex-none font-medium">
              Reason
            </label>
            <Input
              id={`${idPrefix}-reason`}
              name="reason"
              maxLength={1000}
              autoComplete="off"
              placeholder="Optional, kept with the version"
              readOnly={disabledReason !== null}
            />
          </div>
          <span className="text-xs text-ink-3">{formatBytes(size)}</span>
          {isDirty && (
            <Button
              size="lg"
              variant="quiet"
              onClick={() => {
                latest.current = held.content;
                setTyped(held.content);
                setMerge(null);
                draft.drop();
              }}
            >
              Discard
            </Button>
          )}
          {nextHref && (
            <Button size="lg" disabledReason={cannotSave} onClick={() => submitWith(true)}>
              Save and next
              <Kbd>Ctrl Enter</Kbd>
            </Button>
          )}
          <span data-save-box="">
            <SubmitButton size="lg" isPending={isPending} pendingLabel="Saving" disabledReason={cannotSave}>
              {merge ? "Save the merged text" : `Save version ${held.number + 1}`}
              <Kbd onSolid>Ctrl S</Kbd>
            </SubmitButton>
          </span>
        </section>
      </form>
    </FormContext>
  );
}

const NO_ORIGINS: readonly LineOrigin[] = [];

function readProblems(engine: Engine | null, text: string, initial: EditLearningProps["initial"]) {
  if (!engine) return { problems: initial.problems, isReadable: initial.form.state === "ok" };
  const { document, problems } = engine.parseDocument(text);
  return { problems, isReadable: document !== null };
}

function clashOf(result: ActionResult | null): Extract<SaveOutcome, { kind: "changed" }> | null {
  const outcome = result?.ok ? (result.data as SaveOutcome | null) : null;
  return outcome?.kind === "changed" ? outcome : null;
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

async function restoreVersion(restore: FormAction, memoryId: string, versionId: string): Promise<void> {
  const formData = new FormData();
  formData.set("memory_id", memoryId);
  formData.set("version_id", versionId);
  const result = await runAction(restore, formData);
  if (!result.ok) throw new Error(result.error.message);
}
