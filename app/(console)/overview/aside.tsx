import Link from "next/link";
import { STAGE_WORDS } from "@/components/dreams/dream-words";
import { foundInShort } from "@/components/dreams/found";
import { AsideSection } from "@/components/layout/aside-section";
import { findFalling } from "@/components/overview/falling";
import { ListRow } from "@/components/overview/list-row";
import { sessionTitle } from "@/components/sessions/session-name";
import { formatCount, formatNumber, formatPp, formatRate } from "@/components/ui/format";
import { formatAge } from "@/components/ui/format-time";
import { Progress } from "@/components/ui/progress";
import { Time } from "@/components/ui/time";
import { dayInZone } from "@/lib/day-in-zone";
import { listDreams } from "@/lib/dreaming/queries";
import type { DreamView } from "@/lib/dreaming/types";
import { summariseWaiting, type Waiting } from "@/lib/dreaming/waiting";
import { listImports } from "@/lib/interop/queries";
import { countByPeriod } from "@/lib/outcomes/rates";
import { countSessions, listSessions } from "@/lib/sessions/queries";
import { findFirstWords } from "@/lib/sessions/summaries";
import type { SessionStatus } from "@/lib/sessions/types";
import type { Scope } from "./read";

const TOP = 3;
const RECENT_IMPORTS = 20;
const SESSIONS_SHOWN = 5;
const FALLING_OVER_MS = 35 * 86_400_000;

export function readWaiting({ ctx, agents }: Scope): Promise<Waiting> {
  return summariseWaiting(
    ctx,
    agents.map((agent) => agent.id),
    TOP,
  );
}

export async function QueueSection({ scope: { now, zone }, waiting }: { scope: Scope; waiting: Promise<Waiting> }) {
  const { open, oldestAt, top } = await waiting;
  return (
    <AsideSection
      title="Review queue"
      note={open === 0 ? undefined : `${formatCount(open, "change")}${oldestAt ? `, oldest ${formatAge(oldestAt, now, zone)}` : ""}`}
      end={
        <Link href="/review" className="link">
          Review
        </Link>
      }
    >
      {top.length === 0 ? (
        <p className="text-ink-3">Nothing waits for a decision.</p>
      ) : (
        <ul aria-label="First in the queue">
          {top.map((change) => (
            <ListRow
              key={change.id}
              mark={change.isHeld ? "bars" : "half"}
              tone={change.isHeld ? "held" : "plain"}
              title={change.title}
              href={`/review?item=${change.id}`}
              note={`${change.agentName} · ${change.action} ${change.kind} · ${change.isHeld ? "held" : foundInShort(change.stats)}`}
              end={<Time at={change.createdAt} now={now} zone={zone} show="age" />}
            />
          ))}
        </ul>
      )}
    </AsideSection>
  );
}

export async function AttentionSection({ scope, waiting }: { scope: Scope; waiting: Promise<Waiting> }) {
  const { ctx, now, zone, range, agents } = scope;
  const agentIds = agents.map((agent) => agent.id);
  const [{ held }, failed, imports, counts] = await Promise.all([
    waiting,
    listDreams(ctx, { statuses: ["failed"], createdAfter: range.since ?? undefined, limit: TOP }),
    listImports(ctx, { limit: RECENT_IMPORTS }),
    countByPeriod(ctx, { agentIds, since: new Date(now.getTime() - FALLING_OVER_MS), until: null, zone, by: "day" }),
  ]);
  const nameOf = (id: string) => agents.find((agent) => agent.id === id)?.name ?? "An agent";
  const inRange = imports.items.filter((one) => range.since === null || one.createdAt >= range.since);
  const rows = [
    ...findFalling(counts, dayInZone(now, zone)).map(({ agentId, recent, before, change }) => (
      <ListRow
        key={agentId}
        mark="down"
        tone="failure"
        title={`${nameOf(agentId)} fell ${formatPp(Math.abs(change.estimate)).slice(1)} this week`}
        href={`/sessions?agent=${agentId}&outcome=not_met`}
        note={`${formatRate(recent.successes, recent.n)} after ${formatRate(before.successes, before.n)} in the four weeks before`}
      />
    )),
    ...failed.items.map((dream) => (
      <ListRow
        key={dream.id}
        mark="warning"
        tone="failure"
        title={`A dream of ${dream.agentName} failed`}
        href={`/dreams/${dream.id}`}
        note={dream.error?.message ?? "No cause was recorded."}
        end={<Time at={dream.createdAt} now={now} zone={zone} show="age" />}
      />
    )),
    ...inRange
      .filter((one) => one.status === "failed" || (one.status === "completed" && one.rejected > 0))
      .slice(0, TOP)
      .map((one) => (
        <ListRow
          key={one.id}
          mark="warning"
          tone={one.status === "failed" ? "failure" : "held"}
          title={
            one.status === "failed"
              ? `The import of ${one.fileName ?? "sessions"} failed`
              : `${formatCount(one.rejected, "line")} of ${one.fileName ?? "an import"} left out`
          }
          href={`/imports/${one.id}`}
          note={one.failure ?? `${formatNumber(one.imported)} imported`}
          end={<Time at={one.createdAt} now={now} zone={zone} show="age" />}
        />
      )),
    ...(held > 0
      ? [
          <ListRow
            key="held"
            mark="bars"
            tone="held"
            title={`${formatCount(held, "change is", "changes are")} held`}
            href="/review"
            note="A check stopped them: approving one needs a written reason."
          />,
        ]
      : []),
  ];
  return (
    <AsideSection title="Needs attention">
      {rows.length === 0 ? <p className="text-ink-3">Nothing needs you.</p> : <ul>{rows}</ul>}
    </AsideSection>
  );
}

export async function RunningSection({ scope: { ctx, now, zone, agents } }: { scope: Scope }) {
  const atWork = { statuses: ["running", "rescheduling"] satisfies SessionStatus[] };
  const [running, sessions, sessionCount, imports] = await Promise.all([
    listDreams(ctx, { statuses: ["pending", "running"], limit: 5 }),
    listSessions(ctx, { ...atWork, limit: SESSIONS_SHOWN }),
    countSessions(ctx, atWork),
    listImports(ctx, { limit: RECENT_IMPORTS }),
  ]);
  const words = await findFirstWords(
    ctx,
    sessions.items.filter(({ title }) => title === null).map(({ id }) => id),
  );
  const ids = new Set<string>(agents.map((agent) => agent.id));
  const dreams = running.items.filter((dream) => ids.has(dream.agentId));
  const arriving = imports.items.filter((one) => one.status === "running");
  return (
    <AsideSection title="Running now">
      {dreams.length + arriving.length + sessions.items.length === 0 ? (
        <p className="text-ink-3">Nothing runs.</p>
      ) : (
        <ul>
          {sessions.items.map((session) => (
            <ListRow
              key={session.id}
              mark="clock"
              tone={session.status === "running" ? "accent" : "held"}
              title={sessionTitle(session, words.get(session.id))}
              href={`/sessions/${session.id}`}
              note={`${session.agentName} · ${session.status === "running" ? "at work" : "tries again"}`}
              end={<Time at={session.startedAt} now={now} zone={zone} show="age" />}
            />
          ))}
          {sessionCount > sessions.items.length && (
            <li className="py-1">
              <Link href="/sessions?range=all&status=running" className="link">
                All {formatCount(sessionCount, "session")} at work
              </Link>
            </li>
          )}
          {dreams.map((dream) => (
            <ListRow
              key={dream.id}
              mark="half"
              tone="accent"
              title={`Dream of ${dream.agentName}`}
              href={`/dreams/${dream.id}`}
              note={stageWords(dream)}
              end={<Time at={dream.createdAt} now={now} zone={zone} show="age" />}
            >
              <div className="mt-1.5">
                <Progress
                  value={dream.progress.total > 0 ? dream.progress.done / dream.progress.total : null}
                  label={`Dream of ${dream.agentName}`}
                  text={stageWords(dream)}
                />
              </div>
            </ListRow>
          ))}
          {arriving.map((one) => (
            <ListRow
              key={one.id}
              mark="clock"
              tone="accent"
              title={`Import of ${one.fileName ?? one.agentName ?? "sessions"}`}
              href={`/imports/${one.id}`}
              note={`${formatCount(one.imported, "session")} so far`}
            />
          ))}
        </ul>
      )}
    </AsideSection>
  );
}

function stageWords({ status, stage, progress }: DreamView): string {
  if (status === "pending" || stage === null) return "Waits for a worker";
  const { doing } = STAGE_WORDS[stage];
  return progress.total > 0 ? `${doing} ${formatNumber(progress.done)} of ${formatNumber(progress.total)}` : doing;
}
