"use client";

import { type RefObject, useRef, useState } from "react";
import type { ActionResult } from "@/components/forms/action-result";
import { TextareaField } from "@/components/forms/fields";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import type { DocumentProblem } from "@/lib/learnings/types";
import type { Draft } from "./use-draft";

/** The server action that reads a text as a learning and answers a `TextCheck`. */
export type CheckText = (input: unknown) => Promise<ActionResult>;
/** `isReadable`: problems are oddities, and it can be saved. */
export type TextCheck = { problems: DocumentProblem[]; isReadable: boolean };

const CHECK_AFTER_MS = 500;

export type TextEditorProps = {
  label: string;
  text: string;
  /** What was wrong with it when the page was made. */
  initial: TextCheck;
  check: CheckText;
  draft: Draft;
  rows?: number;
  isReadOnly?: boolean;
};

/** The text of a learning with what is wrong in it, line by line, as the server reads it. Field name: `content`. */
export function TextEditor({ label, text, initial, check, draft, rows = 18, isReadOnly }: TextEditorProps) {
  const ref = useRef<HTMLTextAreaElement>(null);
  const { found, read } = useLiveCheck(initial, check);
  const change = (content: string) => {
    draft.keep(content);
    read(content);
  };
  const bringBack = () => {
    if (!ref.current || draft.found === null) return;
    ref.current.value = draft.found;
    change(draft.found);
    ref.current.focus();
  };
  return (
    <div className="grid gap-2">
      {draft.found !== null && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-md border border-info-line bg-info-soft px-3 py-2 text-info">
          <p className="min-w-0 flex-1">Text typed here before was not saved.</p>
          <Button size="sm" onClick={bringBack}>
            Bring it back
          </Button>
          <Button size="sm" variant="quiet" onClick={draft.drop}>
            Discard it
          </Button>
        </div>
      )}
      <TextareaField
        name="content"
        label={label}
        voice="code"
        rows={rows}
        defaultValue={text}
        ref={ref}
        spellCheck={false}
        readOnly={isReadOnly}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <ProblemList found={found} textarea={ref} />
    </div>
  );
}

function useLiveCheck(initial: TextCheck, check: CheckText) {
  const [found, setFound] = useState(initial);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(0);
  const read = (content: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(async () => {
      asked.current += 1;
      const mine = asked.current;
      const answer = await check({ content }).catch(() => null);
      // An answer that was overtaken says something about a text that is gone.
      if (answer?.ok && mine === asked.current) setFound(asTextCheck(answer.data));
    }, CHECK_AFTER_MS);
  };
  return { found, read };
}

/** `CheckText` is one action, and this is what it returns; the type is lost on the way through the form's result. */
function asTextCheck(data: unknown): TextCheck {
  return data as TextCheck;
}

function ProblemList({ found, textarea }: { found: TextCheck; textarea: RefObject<HTMLTextAreaElement | null> }) {
  const { problems, isReadable } = found;
  return (
    <div role="status" aria-label="Problems" className="text-xs">
      {problems.length === 0 && isReadable && (
        <p className="flex items-center gap-1.5 text-ink-3">
          <Mark name="check" size={14} className="text-success" />
          No problems
        </p>
      )}
      {problems.length === 0 && !isReadable && (
        <p className="text-ink-3">Plain text without front matter: it has no trigger and no steps.</p>
      )}
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.message}`} className={isReadable ? "text-held" : "text-failure"}>
            <button
              type="button"
              onClick={() => goToLine(textarea.current, problem.line)}
              className="flex items-start gap-1.5 rounded-sm px-1 py-0.5 text-left hover:bg-hover"
            >
              <Mark name="warning" size={14} className="mt-px" />
              <span>
                <b className="font-medium">Line {problem.line}</b> {problem.message}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function goToLine(textarea: HTMLTextAreaElement | null, line: number): void {
  if (!textarea) return;
  const lines = textarea.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  textarea.focus();
  textarea.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}
