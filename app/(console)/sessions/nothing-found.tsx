import { EmptyState } from "@/components/feedback/empty-state";
import { ButtonLink } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import type { Ctx } from "@/lib/context";
import { dayInZone } from "@/lib/day-in-zone";
import { countFilteredSessions, findNearest, findWhatExcludes } from "@/lib/sessions/list";
import type { FilterPart, ListFilter } from "@/lib/sessions/list-filter";
import { COMPARED } from "@/lib/sessions/list-filter";
import { type FilterKey, type FilterWords, KEY_WORDS } from "./filters";

type Props = {
  ctx: Ctx;
  filter: ListFilter;
  range: string;
  inForce: readonly FilterWords[];
  zone: string;
  rangeHref: (range: string) => string;
  withoutHref: (keys: readonly (FilterKey | "q")[]) => string;
  clearHref: string;
};

const KEYS_OF: Record<FilterPart, readonly (FilterKey | "q")[]> = {
  agentId: ["agent"],
  version: ["version"],
  status: ["status"],
  outcome: ["outcome"],
  source: ["source"],
  tool: ["tool"],
  failedTool: ["failed"],
  externalId: ["external"],
  isExcluded: ["excluded"],
  comparisons: COMPARED,
  text: ["q"],
};
const SHOWN = 3;

/** Why the list is empty, and the way to the nearest sessions. */
export async function NothingFound({ ctx, filter, range, inForce, zone, rangeHref, withoutHref, clearHref }: Props) {
  const everything = await countFilteredSessions(ctx, {});
  if (everything.count === 0) {
    return (
      <EmptyState title="No sessions yet." actions={<ButtonLink href="/imports">Import sessions</ButtonLink>}>
        <p>Every run of an agent that is imported or recorded over the API is a row here.</p>
      </EmptyState>
    );
  }
  const now = ctx.clock.now();
  const nearest = await findNearest(ctx, filter);
  if (nearest) {
    const day = dayInZone(nearest.at, zone);
    const days = Math.max(
      1,
      Math.round(
        Math.abs((nearest.isEarlier ? (filter.since ?? now) : (filter.until ?? now)).getTime() - nearest.at.getTime()) / 86_400_000,
      ),
    );
    return (
      <EmptyState
        title={inForce.length > 0 ? "No session in this range fits these filters." : "No sessions in this range."}
        actions={
          <>
            <ButtonLink href={rangeHref(`${day}..${day}`)}>
              Nearest: {formatCount(nearest.count, "session")} {formatCount(days, "day")} {nearest.isEarlier ? "earlier" : "later"}
            </ButtonLink>
            <ButtonLink href={rangeHref("all")} variant="quiet">
              Show all time
            </ButtonLink>
          </>
        }
      >
        <p>
          {range} {inForce.length > 0 ? "has none that fit" : "is empty"}; the nearest are from {formatDate(nearest.at, zone, now)}.
        </p>
      </EmptyState>
    );
  }
  const excluding = (await findWhatExcludes(ctx, filter)).slice(0, SHOWN);
  const labels = (keys: readonly (FilterKey | "q")[]) =>
    inForce
      .filter(({ key }) => keys.includes(key))
      .map(({ label, value }) => `${label}: ${value}`)
      .join(", ");
  return (
    <EmptyState
      title="No session fits these filters."
      actions={
        <>
          {excluding.map(({ part, count }) => (
            <ButtonLink key={part} href={part === "range" ? rangeHref("all") : withoutHref(KEYS_OF[part])}>
              Without {part === "range" ? "the time range" : (KEY_WORDS[KEYS_OF[part][0] ?? "q"] ?? part).toLowerCase()}:{" "}
              {count.isAbout && "about "}
              {formatCount(count.count, "session")}
            </ButtonLink>
          ))}
          <ButtonLink href={clearHref} variant="quiet">
            Clear the filters
          </ButtonLink>
        </>
      }
    >
      <p>
        {excluding[0]
          ? `${excluding[0].part === "range" ? "The time range" : `“${labels(KEYS_OF[excluding[0].part])}”`} excludes most.`
          : "Taking any single filter off finds nothing either."}
      </p>
    </EmptyState>
  );
}
