import type { ReactNode } from "react";
import { cx } from "./cx";
import type { FoldLimits } from "./fold-text";
import { formatDuration } from "./format";
import { Mark, type MarkName } from "./mark";
import { StatusPill, type Tone } from "./status-pill";
import { UntrustedText } from "./untrusted-text";
import { VisibleText } from "./visible-text";

export type ToolCallStatus = "done" | "failed" | "running" | "unanswered";

export type ToolCallProps = {
  name: string;
  status: ToolCallStatus;
  /** Arguments in one line, such as `record="M4TQ7X"`; may be cut on screen, so give `input` too. */
  summary?: string;
  durationMs?: number | null;
  input?: string | null;
  output?: string | null;
  /** Failed calls start open. */
  isOpen?: boolean;
  fold?: FoldLimits | null;
  id?: string;
  /** Below the output: links, a trust mark. */
  children?: ReactNode;
};

const LOOKS: Record<ToolCallStatus, { tone: Tone; mark: MarkName; word: string }> = {
  done: { tone: "success", mark: "check", word: "Done" },
  failed: { tone: "failure", mark: "cross", word: "Failed" },
  running: { tone: "info", mark: "clock", word: "Running" },
  unanswered: { tone: "plain", mark: "dashed", word: "No answer" },
};

/** One tool call in a box: the line says what was called and how it went, inside are input and output. */
export function ToolCall({
  name,
  status,
  summary,
  durationMs,
  input,
  output,
  isOpen = status === "failed",
  fold,
  id,
  children,
}: ToolCallProps) {
  const { tone, mark, word } = LOOKS[status];
  return (
    <details id={id} open={isOpen} className="group/call min-w-0 rounded-md border border-line bg-raised">
      <summary className="grid min-h-[30px] grid-cols-[16px_minmax(0,1fr)_auto_auto] items-center gap-2 rounded-md py-1 pr-2.5 pl-2 hover:bg-hover pointer-coarse:min-h-9">
        <Mark name="chevron-right" className="text-ink-3 transition-transform duration-(--t-instant) group-open/call:rotate-90" />
        <span className="flex min-w-0 gap-2 font-mono text-xs">
          <span className="max-w-full flex-none font-medium wrap-anywhere">
            <VisibleText text={name} />
          </span>
          {summary && (
            <span className="hidden min-w-0 truncate text-ink-3 md:block">
              <VisibleText text={summary} />
            </span>
          )}
        </span>
        <span className="text-xs text-ink-3">{durationMs != null && formatDuration(durationMs)}</span>
        <StatusPill tone={tone} mark={mark} isBare>
          {word}
        </StatusPill>
      </summary>
      <Payload label="Input" text={input} fold={fold} />
      <Payload label="Output" text={output} fold={fold} isError={status === "failed"} isLabelled={Boolean(input)} />
      {children && (
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-t border-line px-3 py-1 text-xs text-ink-3">{children}</div>
      )}
    </details>
  );
}

type PayloadProps = { label: string; text: string | null | undefined; fold?: FoldLimits | null; isError?: boolean; isLabelled?: boolean };

function Payload({ label, text, fold, isError = false, isLabelled = true }: PayloadProps) {
  if (text === null || text === undefined) return null;
  return (
    <div className="border-t border-line bg-sunken px-3 py-2 last:rounded-b-md">
      <p className={isLabelled ? "label mb-1" : "sr-only"}>{label}</p>
      {text === "" ? (
        <p className="text-xs text-ink-3">Empty</p>
      ) : (
        <UntrustedText text={text} voice="code" fold={fold} className={cx(isError && "text-failure")} />
      )}
    </div>
  );
}
