import Link from "next/link";
import { cx } from "@/components/ui/cx";
import { formatCount } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { Actor } from "@/lib/context";
import type { MemoryVersionId } from "@/lib/ids";
import type { BlameLine } from "@/lib/learnings/blame";
import type { LearningVersion } from "@/lib/learnings/history";
import { whoWrote } from "./version-words";

/** The change that a dream published with a revision, and how many quotes stand behind it. */
export type BlamedChange = { id: string; dreamId: string; supports: number; contradicts: number };

export type BlameTableProps = {
  lines: readonly BlameLine<MemoryVersionId>[];
  versions: ReadonlyMap<MemoryVersionId, LearningVersion>;
  /** By the revision they were published with. */
  changes: ReadonlyMap<number, BlamedChange>;
  /** Marked, and linked to. */
  line: number | null;
  lineHref: (line: number) => string;
  versionHref: (versionId: string) => string;
  me: Actor;
  now: Date;
  zone: string;
};

type Run = { from: number; version: LearningVersion | undefined; texts: string[] };

/** The text line by line, and once per run of lines where they come from. */
export function BlameTable({ lines, versions, changes, line, lineHref, versionHref, me, now, zone }: BlameTableProps) {
  const runs: Run[] = [];
  for (const [index, { text, versionId }] of lines.entries()) {
    const version = versions.get(versionId);
    const last = runs.at(-1);
    if (last && last.version?.id === version?.id) last.texts.push(text);
    else runs.push({ from: index + 1, version, texts: [text] });
  }
  return (
    <table aria-label="Blame" className="w-full table-fixed border-collapse border-y border-line">
      <colgroup>
        <col className="w-[76px] md:w-[300px]" />
        <col className="w-[40px]" />
        <col />
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">Version</th>
          <th scope="col">Line</th>
          <th scope="col">Text</th>
        </tr>
      </thead>
      {runs.map(({ from, version, texts }) => (
        <tbody key={from} className="border-t border-line first-of-type:border-t-0">
          {texts.map((text, index) => {
            const number = from + index;
            return (
              <tr key={number} id={`L${number}`} className={cx(line === number && "bg-accent-soft", "target:bg-accent-soft")}>
                {index === 0 && (
                  <td rowSpan={texts.length} className="py-1 pr-3 align-top text-xs text-ink-3">
                    {version && (
                      <Origin
                        version={version}
                        change={changes.get(version.revision)}
                        versionHref={versionHref}
                        me={me}
                        now={now}
                        zone={zone}
                      />
                    )}
                  </td>
                )}
                <td className="pr-3 text-right align-top text-2xs/5 text-ink-3">
                  <Link href={lineHref(number)} scroll={false} aria-label={`Line ${number}`} className="hover:text-ink hover:underline">
                    {number}
                  </Link>
                </td>
                <td className="align-top font-mono text-xs/5 wrap-anywhere whitespace-pre-wrap [unicode-bidi:plaintext]">
                  <VisibleText text={text.replace(/\r?\n$/, "") || " "} />
                </td>
              </tr>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}

type OriginProps = {
  version: LearningVersion;
  change: BlamedChange | undefined;
  versionHref: (versionId: string) => string;
  me: Actor;
  now: Date;
  zone: string;
};

function Origin({ version, change, versionHref, me, now, zone }: OriginProps) {
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-1.5">
        <Link href={versionHref(version.id)} className="font-semibold text-ink hover:underline hover:underline-offset-3">
          <span className="sr-only">Version </span>
          <span aria-hidden="true">v</span>
          {version.number}
        </Link>
        <span>{whoWrote(version, me)}</span>
        <span className="max-md:hidden">
          <Time at={version.createdAt} now={now} zone={zone} />
        </span>
      </p>
      <p className="max-md:hidden">
        {change ? (
          <Link href={`/dreams/${change.dreamId}/changes/${change.id}`} className="link">
            {formatCount(change.supports, "quote")} for, {change.contradicts} against
          </Link>
        ) : version.dreamId ? (
          <Link href={`/dreams/${version.dreamId}`} className="link">
            Its dream
          </Link>
        ) : (
          <VisibleText text={version.reason ?? "No evidence: a person’s words"} />
        )}
      </p>
    </>
  );
}
