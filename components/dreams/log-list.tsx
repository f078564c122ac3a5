import Link from "next/link";
import type { ReactNode } from "react";
import { REJECT_WORDS } from "@/components/review/review-words";
import { Duration } from "@/components/ui/figures";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Mark, type MarkName } from "@/components/ui/mark";
import { TONE_INK, type Tone } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { LogEntry } from "@/lib/dreaming/dream-log";
import type { DreamView } from "@/lib/dreaming/types";
import type { RejectReason } from "@/lib/learnings/types";
import { STAGE_WORDS } from "./dream-words";
import { summaryInWords } from "./progress-state";

export type LogListProps = { entries: readonly LogEntry[]; dream: DreamView; now: Date; zone: string };

export function LogList({ entries, dream, now, zone }: LogListProps) {
  return (
    <ol aria-label="Log">
      {entries.map((entry, index) => {
        const { mark, tone, what, by } = lookOf(entry, dream);
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be of one instant; the list is never reordered in place.
            key={index}
            className="grid grid-cols-[16px_minmax(0,1fr)_auto] gap-x-2.5 border-t border-line py-1.5 first:border-t-0 md:grid-cols-[150px_16px_minmax(0,1fr)_auto]"
          >
            <span className="text-ink-3 max-md:col-span-full max-md:text-xs">
              <Time at={entry.at} now={now} zone={zone} show="datetime" />
            </span>
            <Mark name={mark} className={`mt-0.5 ${TONE_INK[tone]}`} />
            <span className="min-w-0 wrap-anywhere">{what}</span>
            <span className="text-right text-ink-3">{by}</span>
          </li>
        );
      })}
    </ol>
  );
}

type Look = { mark: MarkName; tone: Tone; what: ReactNode; by: ReactNode };

function lookOf(entry: LogEntry, dream: DreamView): Look {
  if (entry.kind === "act") return { ...actLook(entry, dream), by: byWhom(entry) };
  const { name } = STAGE_WORDS[entry.stage];
  const by = entry.durationMs === null ? null : <Duration value={entry.durationMs} />;
  switch (entry.event) {
    case "completed": {
      const said = summaryInWords(entry.stage, entry.summary, dream);
      return { mark: "check", tone: "plain", by, what: <Line strong={`${name} done`} rest={said} /> };
    }
    case "failed":
      return { mark: "cross", tone: "failure", by, what: <Line strong={`${name} failed`} rest={dream.error?.message} /> };
    case "canceled":
      return { mark: "crossed", tone: "plain", by, what: <Line strong={`${name} stopped`} /> };
    default:
      return { mark: "clock", tone: "info", by, what: <Line strong={`${name} began`} /> };
  }
}

type Act = Extract<LogEntry, { kind: "act" }>;

function actLook({ action, title, changeId, details }: Act, dream: DreamView): Omit<Look, "by"> {
  const change = changeId && (
    <Link href={`/dreams/${dream.id}?change=${changeId}`} className="link">
      <VisibleText text={title ?? changeId} />
    </Link>
  );
  const reason = reasonOf(details);
  switch (action) {
    case "dream.create":
      return { mark: "half", tone: "plain", what: <Line strong="Asked for" /> };
    case "dream.retry":
      return { mark: "half", tone: "info", what: <Line strong={`Retried, run ${String(details.run)}`} /> };
    case "dream.cancel":
      return { mark: "crossed", tone: "plain", what: <Line strong="Canceled" /> };
    case "dream.fail":
      return { mark: "cross", tone: "failure", what: <Line strong="Failed" rest={dream.error?.message} /> };
    case "dream.complete":
      return { mark: "check", tone: "success", what: <Line strong="Completed" rest={`${count(details.proposed)} proposed`} /> };
    case "dream.archive":
      return { mark: "crossed", tone: "plain", what: <Line strong="Archived" /> };
    case "dream.unarchive":
      return { mark: "half", tone: "plain", what: <Line strong="Brought back" /> };
    case "change_set.publish":
      return {
        mark: "check",
        tone: "success",
        what: (
          <>
            <b className="font-medium">Published</b> as{" "}
            <Link href={`/stores/${dream.storeId}?rev=${String(details.revision)}`} className="link">
              revision {String(details.revision)}
            </Link>
          </>
        ),
      };
    case "change.approve":
      return { mark: "check", tone: "success", what: <Decision verb="Approved" change={change} reason={reason} /> };
    case "change.edit":
      return { mark: "check", tone: "success", what: <Decision verb="Approved with edits" change={change} reason={reason} /> };
    case "change.reject":
      return { mark: "cross", tone: "failure", what: <Decision verb="Rejected" change={change} reason={reason} /> };
    case "change.undo":
      return { mark: "half", tone: "plain", what: <Decision verb="Put back" change={change} reason={reason} /> };
    default:
      return { mark: "info", tone: "plain", what: <Decision verb={action.replaceAll(/[._]/g, " ")} change={change} reason={reason} /> };
  }
}

function Line({ strong, rest }: { strong: string; rest?: string | null }) {
  return (
    <>
      <b className="font-medium">{strong}</b>
      {rest && (
        <span className="text-ink-2">
          {": "}
          <VisibleText text={rest} />
        </span>
      )}
    </>
  );
}

function Decision({ verb, change, reason }: { verb: string; change: ReactNode; reason: string | null }) {
  return (
    <>
      <b className="font-medium">{verb}</b> {change}
      {reason && (
        <span className="text-ink-2">
          {". "}
          <VisibleText text={reason} />
        </span>
      )}
    </>
  );
}

function byWhom({ by, byType }: Act): string {
  if (by && byType !== "system") return by;
  return byType === "system" ? "Reverie" : "an unnamed key";
}

function reasonOf({ reason, reason_code: code }: Record<string, unknown>): string | null {
  const word = typeof code === "string" && code in REJECT_WORDS ? REJECT_WORDS[code as RejectReason] : null;
  return [word, typeof reason === "string" && reason !== "" ? `“${reason}”` : null].filter(Boolean).join(": ") || null;
}

function count(value: unknown): string {
  return typeof value === "number" ? formatCount(value, "change") : formatNumber(0);
}
