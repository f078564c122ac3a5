import { KeysetPager } from "@/components/dreams/keyset-pager";
import { HunkKeys } from "@/components/learnings/hunk-keys";
import { VersionsTable } from "@/components/learnings/versions-table";
import { ButtonLink } from "@/components/ui/button";
import { DiffView } from "@/components/ui/diff-view";
import { Mark } from "@/components/ui/mark";
import { isId, type MemoryVersionId } from "@/lib/ids";
import { compareText } from "@/lib/learnings/diff";
import { findVersionNumbers, type LearningVersion, listLearningVersions } from "@/lib/learnings/history";
import type { LearningView } from "@/lib/learnings/types";
import { getMemoryVersion } from "@/lib/memory/queries";
import type { MemoryVersionView } from "@/lib/memory/types";
import type { Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { orNotFound } from "@/lib/web/or-not-found";
import { whyNot } from "@/lib/web/why-not";
import { redactVersionAction, restoreVersionAction } from "./actions";
import { type LearningSearch, learningHref } from "./search-params";

const PER_PAGE = 25;

type HistoryTabProps = { learning: LearningView; visitor: Visitor; search: LearningSearch };

export async function HistoryTab({ learning, visitor: { ctx, membership }, search }: HistoryTabProps) {
  const page = await orFirstPage(
    listLearningVersions(ctx, learning.id, { limit: PER_PAGE, cursor: search.page }),
    learningHref(learning.id, { tab: "history" }),
  );
  const readOne = async (id: string | null | undefined) => {
    if (!isId("memoryVersion", id)) return null;
    const version = await orNotFound(getMemoryVersion(ctx, learning.storeId, id));
    return version.memoryId === learning.id ? version : null;
  };
  // Without a choice the latest change is what one wants to see.
  const [to, from] = await Promise.all([readOne(search.to ?? page.items[0]?.id), readOne(search.from ?? page.items[1]?.id)]);
  const numbers = await findVersionNumbers(
    ctx,
    learning,
    [from?.id, to?.id].flatMap((id) => (id ? [id] : [])),
  );
  const locked = learning.isLocked ? "Locked. Unlock it first" : null;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 px-4 py-3 md:px-6">
      <div>
        <VersionsTable
          versions={page.items}
          headVersionId={learning.headVersionId}
          fromId={from?.id ?? null}
          toId={to?.id ?? null}
          action={`/learnings/${learning.id}`}
          storeId={learning.storeId}
          restore={restoreVersionAction}
          redact={redactVersionAction}
          disabledReason={whyNot(ctx.actor, "memory.write") ?? locked}
          redactDisabledReason={whyNot(ctx.actor, "memory.redact")}
          me={ctx.actor}
          now={ctx.clock.now()}
          zone={membership.timeZone}
        />
        <KeysetPager
          firstHref={search.page ? learningHref(learning.id, { tab: "history" }) : null}
          nextHref={page.nextCursor ? learningHref(learning.id, { tab: "history", page: page.nextCursor }) : null}
        />
      </div>
      {from && to && (
        <section aria-labelledby="differences" className="min-w-0">
          <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 id="differences">Differences</h2>
            <p className="text-ink-2">{pairInWords(from, to, numbers)}</p>
            <Stepping learning={learning} versions={page.items} to={to.id} search={search} />
          </div>
          <DiffView
            {...compareText(from.content ?? "", to.content ?? "")}
            path={to.path ?? from.path ?? learning.title}
            label={`version ${numbers.get(from.id)} to version ${numbers.get(to.id)}`}
            layout={search.split ? "split" : "unified"}
            layoutHrefs={{
              unified: learningHref(learning.id, { ...search, split: false }),
              split: learningHref(learning.id, { ...search, split: true }),
            }}
          />
          <HunkKeys />
        </section>
      )}
    </div>
  );
}

type SteppingProps = { learning: LearningView; versions: readonly LearningVersion[]; to: MemoryVersionId; search: LearningSearch };

/** From change to change: each step compares a version with the one before it. */
function Stepping({ learning, versions, to, search }: SteppingProps) {
  const at = versions.findIndex((version) => version.id === to);
  if (at === -1) return null;
  const step = (index: number) => {
    const [version, before] = [versions[index], versions[index + 1]];
    return version && before ? learningHref(learning.id, { ...search, tab: "history", to: version.id, from: before.id }) : null;
  };
  const [older, newer] = [step(at + 1), at > 0 ? step(at - 1) : null];
  return (
    <nav aria-label="Step through the changes" className="ml-auto flex gap-1 print:hidden">
      {older && (
        <ButtonLink href={older} size="sm" scroll={false} data-shortcut="[">
          <Mark name="chevron-left" size={14} />
          Previous change
        </ButtonLink>
      )}
      {newer && (
        <ButtonLink href={newer} size="sm" scroll={false} data-shortcut="]">
          Next change
          <Mark name="chevron-right" size={14} />
        </ButtonLink>
      )}
    </nav>
  );
}

function pairInWords(from: MemoryVersionView, to: MemoryVersionView, numbers: ReadonlyMap<MemoryVersionId, number>): string {
  const number = (version: MemoryVersionView) => numbers.get(version.id) ?? "?";
  if (from.id === to.id) return `Version ${number(to)} with itself. Pick another one to compare with.`;
  const moved = from.path && to.path && from.path !== to.path ? ` Moved from ${from.path}.` : "";
  const gone = [from, to].filter((version) => version.content === null).map((version) => `Version ${number(version)} has no text.`);
  return [`Version ${number(from)} → version ${number(to)}.${moved}`, ...gone].join(" ");
}
