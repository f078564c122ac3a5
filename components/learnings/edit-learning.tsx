"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { ActionError, ActionResult, FormAction } from "@/components/forms/action-result";
import { FormContext } from "@/components/forms/form-context";
import { FormError } from "@/components/forms/form-error";
import { SubmitButton } from "@/components/forms/submit-button";
import { runAction, useSubmission } from "@/components/review/use-submission";
import { Button } from "@/components/ui/button";
import { formatBytes, formatCount, formatNumber } from "@/components/ui/format";
import { Input, Textarea } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Mark } from "@/components/ui/mark";
import type { DocumentEdit, DocumentForm as FormOfText } from "@/lib/learnings/edit-document";
import type { DocumentProblem, LearningKind } from "@/lib/learnings/types";
import { MAX_CONTENT_BYTES } from "@/lib/memory/types";
import type { LineOrigin } from "./editor/code-editor";
import { DocumentForm } from "./editor/document-form";
import { MergePanel, type MergeTexts } from "./editor/merge-panel";
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

  const change = (next: string) => {
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
    draft.drop();
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
    } else if (typed === base.content) setHeld(base);
  }
  const isBehind = base.versionId !== held.versionId && typed !== held.content && base.number > held.number;

  const isDirty = typed !== held.content;
  const form = engine ? engine.readForm(typed) : initial.form;
  const { problems, isReadable } = readProblems(engine, typed, initial);
  const size = sizeOf(typed);
  const cannotSave =
    disabledReason ??
    (size > MAX_CONTENT_BYTES ? `The text has ${formatNumber(size)} bytes; at most ${formatNumber(MAX_CONTENT_BYTES)} are kept` : null) ??
    (merge && open > 0 ? `${formatCount(open, "place")} to decide first` : null);
  const edit = (wanted: DocumentEdit) => {
    const next = engine?.editDocument(typed, wanted) ?? null;
    if (next === null) setRefused("The form could not write that into this text without touching the rest. Change it in the text.");
    else change(next);
  };
  const submitWith = (isNext: boolean) => {
    goesOn.current = isNext;
    if (cannotSave) formRef.current?.querySelector<HTMLButtonElement>("[data-save-box] button")?.focus();
    else formRef.current?.requestSubmit();
  };
  const saveByKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || (event.key.toLowerCase() !== "s" && event.key !== "Enter")) return;
    event.preventDefault();
    submitWith(event.key === "Enter");
  };
  const canEdit = engine !== null && disabledReason === null;
  return (
    <FormContext value={{ idPrefix, fields: error?.fields ?? {}, isPending }}>
      <form ref={formRef} action={formAction} onSubmit={submit} onKeyDown={saveByKey} aria-label="Edit the learning" aria-busy={isPending}>
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
            {...props}
            engine={engine}
            form={form}
            text={typed}
            status={isDirty ? "Not saved" : null}
            edit={canEdit ? edit : null}
            startFrontMatter={canEdit ? () => change(engine.withFrontMatter(typed, props.kind, props.title)) : null}
          />
          <section aria-label="Text" className="min-w-0 border-line max-lg:border-t lg:border-l">
            <PaneHead title="Text" note={<span className="font-mono wrap-anywhere">{props.path}</span>}>
              <StepState problems={problems.length} isReadable={isReadable} isPlain={form.state === "plain"} />
            </PaneHead>
            {engine ? (
              <>
                <engine.CodeEditor
                  label="Learning text"
                  text={typed}
                  onChange={change}
                  base={held.content}
                  origins={held.versionId === base.versionId ? props.origins : NO_ORIGINS}
                  isReadOnly={disabledReason !== null}
                  onSave={submitWith}
                />
                <input type="hidden" name="content" value={typed} />
              </>
            ) : (
              <div className="p-4">
                <Textarea
                  name="content"
                  aria-label="Learning text"
                  voice="code"
                  rows={18}
                  value={typed}
                  onChange={(event) => change(event.currentTarget.value)}
                  readOnly={disabledReason !== null}
                  spellCheck={false}
                />
              </div>
            )}
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

type LeftPaneProps = EditLearningProps & {
  engine: Engine | null;
  form: FormOfText;
  text: string;
  status: string | null;
  edit: ((edit: DocumentEdit) => void) | null;
  startFrontMatter: (() => void) | null;
};

/** The form, or how it reads; without the right to change it, how it reads comes first. */
function LeftPane({ engine, form, text, status, edit, startFrontMatter, preview, disabledReason, base, now, zone }: LeftPaneProps) {
  const [shows, setShows] = useState<"form" | "preview">(disabledReason === null ? "form" : "preview");
  return (
    <section aria-label={shows === "form" ? "Form" : "Preview"} className="min-w-0">
      <PaneHead
        title={
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; these choose a view.
          <span role="group" aria-label="Shown beside the text" className="-ml-2 inline-flex gap-1">
            {(["form", "preview"] as const).map((view) => (
              <button
                key={view}
                type="button"
                aria-pressed={shows === view}
                onClick={() => setShows(view)}
                className="h-7 rounded-md px-2 font-medium text-ink-3 hover:bg-hover aria-pressed:font-semibold aria-pressed:text-ink"
              >
                {view === "form" ? "Form" : "Preview"}
              </button>
            ))}
          </span>
        }
      >
        {status && (
          <span className="inline-flex items-center gap-1.5 text-held">
            <Mark name="half" size={14} />
            {status}
          </span>
        )}
      </PaneHead>
      <div className="px-4 py-4 md:px-6">
        {shows === "preview" ? (
          engine && text !== base.content ? (
            <engine.Preview text={text} now={now} zone={zone} />
          ) : (
            preview
          )
        ) : form.state === "ok" ? (
          <DocumentForm values={form.values} body={form.body} edit={edit} />
        ) : form.state === "plain" ? (
          <div className="grid gap-2">
            <p>This text has no front matter: no trigger, no steps. It is given as it is.</p>
            {startFrontMatter && (
              <Button onClick={startFrontMatter} className="justify-self-start">
                Add front matter
              </Button>
            )}
          </div>
        ) : (
          <p>The front matter can’t be read. The form comes back once the text beside it can: its faults are marked at their lines.</p>
        )}
      </div>
    </section>
  );
}

function PaneHead({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-2.5 border-b border-line px-4 py-1.5 text-xs md:px-6">
      <h2 className="text-sm">{title}</h2>
      {note && <span className="min-w-0 text-ink-3">{note}</span>}
      <span className="ml-auto">{children}</span>
    </div>
  );
}

function StepState({ problems, isReadable, isPlain }: { problems: number; isReadable: boolean; isPlain: boolean }) {
  if (problems === 0) {
    return (
      <span className="inline-flex items-center gap-1.5 text-success">
        <Mark name="check" size={14} />
        {isPlain ? "Plain text" : "In step, no problems"}
      </span>
    );
  }
  return (
    <span className={`inline-flex items-center gap-1.5 ${isReadable ? "text-held" : "text-failure"}`}>
      <Mark name="warning" size={14} />
      {formatCount(problems, "problem")}
    </span>
  );
}

/** Marked in the text too; said here, because a mark alone is easily missed. */
function Problems({
  problems,
  isReadable,
  refused,
}: {
  problems: readonly DocumentProblem[];
  isReadable: boolean;
  refused: string | null;
}) {
  return (
    <div role="status" aria-label="Problems" className="px-4 pb-3 text-xs md:px-6">
      {refused && <p className="text-failure">{refused}</p>}
      <ul className={isReadable ? "text-held" : "text-failure"}>
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.message}`} className="flex items-start gap-1.5 py-0.5">
            <Mark name="warning" size={14} className="mt-px" />
            <span>
              <b className="font-medium">Line {problem.line}</b> {problem.message}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

type BannersProps = {
  error: ActionError | null;
  idPrefix: string;
  draft: string | null;
  bringBack: () => void;
  discard: () => void;
  behind: EditedVersion | null;
  mergeNow: (() => void) | null;
};

function Banners({ error, idPrefix, draft, bringBack, discard, behind, mergeNow }: BannersProps) {
  return (
    <>
      {error && (
        <div className="px-4 pt-3 md:px-6">
          <FormError error={error} idPrefix={idPrefix} />
        </div>
      )}
      {draft !== null && (
        <div className={BAND}>
          <p className="min-w-0 flex-1">Text typed here before was not saved.</p>
          <Button size="sm" onClick={bringBack}>
            Bring it back
          </Button>
          <Button size="sm" variant="quiet" onClick={discard}>
            Discard it
          </Button>
        </div>
      )}
      {behind && (
        <div className={BAND} role="status">
          <p className="min-w-0 flex-1">
            <b>
              {behind.author ?? "Reverie"} saved version {behind.number} while you type.
            </b>{" "}
            Your text is untouched.
          </p>
          {mergeNow && (
            <Button size="sm" onClick={mergeNow}>
              Merge it in
            </Button>
          )}
        </div>
      )}
    </>
  );
}

const BAND = "flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-info-line bg-info-soft px-4 py-2 text-info md:px-6";

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
