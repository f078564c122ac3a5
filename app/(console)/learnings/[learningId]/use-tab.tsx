import { ExposuresTable } from "@/components/learnings/exposures-table";
import { formatCount } from "@/components/ui/format";
import type { LearningView } from "@/lib/learnings/types";
import { listLearningExposures } from "@/lib/retrieval/queries";
import type { ExposureCounts } from "@/lib/retrieval/types";
import type { Visitor } from "@/lib/web/current-user";

type UseTabProps = { learning: LearningView; counts: ExposureCounts | null; visitor: Visitor };

const SHOWN = 100;

/** Which sessions got it and which were kept from it. */
export async function UseTab({ learning, counts, visitor: { ctx, membership } }: UseTabProps) {
  if (counts === null) return <p className="px-4 py-4 md:px-6">No session has been given this learning yet.</p>;
  const exposures = await listLearningExposures(ctx, learning.id, SHOWN);
  const all = counts.given + counts.withheld;
  return (
    <div className="px-4 py-4 md:px-6">
      <p>
        Given to {formatCount(counts.given, "session")}, withheld from {formatCount(counts.withheld, "session")} by chance.
      </p>
      <p className="mt-1 mb-3 text-ink-2">
        What sessions came to with it is association: tasks it applies to may be easier or harder than others. Its uplift, the difference to
        those it was withheld from, is not measured yet.
      </p>
      <ExposuresTable exposures={exposures} now={ctx.clock.now()} zone={membership.timeZone} />
      {all > exposures.length && (
        <p className="mt-2 text-ink-3">
          The latest {exposures.length} of {formatCount(all, "session")}.
        </p>
      )}
    </div>
  );
}
