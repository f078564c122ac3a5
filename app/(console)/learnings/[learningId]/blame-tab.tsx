import { BlameTable } from "@/components/learnings/blame-table";
import { findPublishedChanges } from "@/lib/dreaming/published-changes";
import { getLearningBlame } from "@/lib/learnings/history";
import type { LearningView } from "@/lib/learnings/types";
import type { Visitor } from "@/lib/web/current-user";
import { type LearningSearch, learningHref } from "./search-params";

type BlameTabProps = { learning: LearningView; visitor: Visitor; search: LearningSearch };

/** Each line of the text, with the version, the change and the evidence that put it there. */
export async function BlameTab({ learning, visitor: { ctx, membership }, search }: BlameTabProps) {
  const { lines, versions } = await getLearningBlame(ctx, learning.id);
  const published = [...versions.values()].flatMap((version) => (version.dreamId ? [version.revision] : []));
  const changes = await findPublishedChanges(ctx, learning, published);
  return (
    <div className="px-4 py-3 md:px-6">
      {learning.content === null && <p className="mb-2 text-ink-2">The text as it was last, before it was taken out of the store.</p>}
      <BlameTable
        lines={lines}
        versions={versions}
        changes={changes}
        line={search.line}
        lineHref={(line) => learningHref(learning.id, { tab: "blame", line })}
        versionHref={(to) => learningHref(learning.id, { tab: "history", to })}
        me={ctx.actor}
        now={ctx.clock.now()}
        zone={membership.timeZone}
      />
    </div>
  );
}
