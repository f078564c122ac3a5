import { KeysetPager } from "@/components/dreams/keyset-pager";
import type { FormAction } from "@/components/forms/action-result";
import { VersionsTable } from "@/components/learnings/versions-table";
import { DiffView } from "@/components/ui/diff-view";
import { isId } from "@/lib/ids";
import { compareText } from "@/lib/learnings/diff";
import type { LearningView } from "@/lib/learnings/types";
import { findRevisionMessages, getMemoryVersion, listMemoryVersions } from "@/lib/memory/queries";
import type { MemoryVersionView } from "@/lib/memory/types";
import type { Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { orNotFound } from "@/lib/web/or-not-found";
import { whyNot } from "@/lib/web/why-not";
import { type LearningSearch, learningHref } from "./search-params";

const PER_PAGE = 50;

type HistoryTabProps = { learning: LearningView; visitor: Visitor; search: LearningSearch; restore: FormAction };

export async function HistoryTab({ learning, visitor: { ctx, membership }, search, restore }: HistoryTabProps) {
  const page = await orFirstPage(
    listMemoryVersions(ctx, { storeId: learning.storeId, memoryId: learning.id, withContent: false, limit: PER_PAGE, cursor: search.page }),
    learningHref(learning.id, { tab: "history" }),
  );
  const readOne = async (id: string | null | undefined) => {
    if (!isId("memoryVersion", id)) return null;
    const version = await orNotFound(getMemoryVersion(ctx, learning.storeId, id));
    return version.memoryId === learning.id ? version : null;
  };
  // Without a choice the latest change is what one wants to see.
  const [to, from] = await Promise.all([readOne(search.to ?? page.items[0]?.id), readOne(search.from ?? page.items[1]?.id)]);
  const messages = await findRevisionMessages(
    ctx,
    learning.storeId,
    page.items.map((version) => version.revision),
  );
  const locked = learning.isLocked ? "Locked. Unlock it first" : null;
  return (
    <div className="grid gap-6 px-4 py-3 md:px-6">
      <div>
        <VersionsTable
          versions={page.items}
          headVersionId={learning.headVersionId}
          messages={messages}
          fromId={from?.id ?? null}
          toId={to?.id ?? null}
          action={`/learnings/${learning.id}`}
          restore={restore}
          disabledReason={whyNot(ctx.actor, "memory.write") ?? locked}
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
          <h2 id="differences" className="mb-2">
            Differences
          </h2>
          <p className="mb-2 text-ink-2">{pairInWords(from, to)}</p>
          <DiffView
            {...compareText(from.content ?? "", to.content ?? "")}
            path={to.path ?? from.path ?? learning.title}
            label={`revision ${from.revision} to revision ${to.revision}`}
            layout={search.split ? "split" : "unified"}
            layoutHrefs={{
              unified: learningHref(learning.id, { ...search, split: false }),
              split: learningHref(learning.id, { ...search, split: true }),
            }}
          />
        </section>
      )}
    </div>
  );
}

function pairInWords(from: MemoryVersionView, to: MemoryVersionView): string {
  if (from.id === to.id) return `Revision ${to.revision} with itself. Pick another one to compare with.`;
  const moved = from.path && to.path && from.path !== to.path ? ` Moved from ${from.path}.` : "";
  const gone = [from, to].filter((version) => version.content === null).map((version) => `Revision ${version.revision} has no text.`);
  return [`From revision ${from.revision} to revision ${to.revision}.${moved}`, ...gone].join(" ");
}
