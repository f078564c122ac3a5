import Link from "next/link";
import { Mark } from "@/components/ui/mark";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import type { Actor } from "@/lib/context";
import type { LearningVersion } from "@/lib/learnings/history";
import { whoAndHow } from "./version-words";

export type VersionsAsideProps = {
  versions: readonly LearningVersion[];
  total: number;
  historyHref: string;
  compareHref: (from: string, to: string) => string;
  me: Actor;
  now: Date;
  zone: string;
};

/** The last versions beside the text: what each changed is one click away. */
export function VersionsAside({ versions, total, historyHref, compareHref, me, now, zone }: VersionsAsideProps) {
  return (
    <aside aria-label="Versions" className="min-w-0 border-line max-[1280px]:hidden min-[1280px]:border-l">
      <div className="flex min-h-10 items-center border-b border-line px-5 text-xs">
        <h2 className="text-sm">History</h2>
        <Link href={historyHref} className="link ml-auto">
          Compare any two
        </Link>
      </div>
      <ol className="px-5 py-4">
        {versions.map((version, index) => {
          const previous = versions[index + 1];
          const isLast = index === versions.length - 1;
          return (
            <li key={version.id} className="grid grid-cols-[14px_minmax(0,1fr)] gap-x-2.5">
              <span className="flex flex-col items-center pt-[3px]" aria-hidden="true">
                <Mark name={index === 0 ? "full" : "ring"} size={14} className="text-ink-2" />
                {!isLast && <span className="w-px flex-1 bg-line-2" />}
              </span>
              <div className="min-w-0 pb-3.5">
                <p className="flex items-baseline gap-2">
                  {previous ? (
                    <Link href={compareHref(previous.id, version.id)} className="font-medium hover:underline hover:underline-offset-3">
                      Version {version.number}
                    </Link>
                  ) : (
                    <span className="font-medium">Version {version.number}</span>
                  )}
                  {index === 0 && <span className="text-xs text-ink-3">published</span>}
                  <span className="ml-auto text-xs whitespace-nowrap text-ink-3">
                    <Time at={version.createdAt} now={now} zone={zone} />
                  </span>
                </p>
                <p className="text-xs text-ink-3">
                  {whoAndHow(version, me)} <LineCounts lines={version.lines} />
                </p>
                {version.reason && (
                  <p className="voice mt-0.5 text-[13px]/[19px] wrap-anywhere">
                    <VisibleText text={version.reason} />
                  </p>
                )}
                {version.redactedAt && <p className="text-xs text-held">Its text was redacted.</p>}
              </div>
            </li>
          );
        })}
      </ol>
      {total > versions.length && (
        <p className="px-5 pb-4 text-xs">
          <Link href={historyHref} className="link">
            All {total} versions
          </Link>
        </p>
      )}
    </aside>
  );
}

/** "+2 −1", of lines. */
export function LineCounts({ lines }: { lines: LearningVersion["lines"] }) {
  if (lines === null) return null;
  return (
    <span className="whitespace-nowrap">
      <span className="sr-only">lines </span>
      <span className="text-diff-add-ink">+{lines.added}</span> <span className="text-diff-del-ink">−{lines.removed}</span>
    </span>
  );
}
