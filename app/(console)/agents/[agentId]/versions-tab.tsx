import { CompareVersions, VersionsTable } from "@/components/agents/versions";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { RuledSection } from "@/components/layout/ruled-section";
import { getAgent, listAgentVersions } from "@/lib/agents/queries";
import { completionByVersion } from "@/lib/sessions/completion";
import { orFirstPage } from "@/lib/web/or-first-page";
import { orNotFound } from "@/lib/web/or-not-found";
import { restoreVersionAction } from "./actions";
import type { BodyProps } from "./around";
import { agentHref } from "./search-params";

const VERSIONS = 50;

/** Each version with how its sessions went, and any two side by side. */
export async function Versions({ ctx, agent, search, clock, disabledReason }: BodyProps & { disabledReason: string | null }) {
  const firstHref = agentHref(agent.id, { tab: "versions" });
  const to = search.to ?? agent.version;
  const from = search.from ?? Math.max(1, to - 1);
  const [page, completion, before, after] = await orNotFound(
    Promise.all([
      orFirstPage(listAgentVersions(ctx, { agentId: agent.id, limit: VERSIONS, cursor: search.page }), firstHref),
      completionByVersion(ctx, agent.id),
      getAgent(ctx, agent.id, from),
      getAgent(ctx, agent.id, to),
    ]),
  );
  const pair = { tab: "versions" as const, from: search.from, to: search.to, page: search.page };
  return (
    <>
      <RuledSection title="Versions" note="Each change of the configuration, with how the sessions that ran with it went.">
        <VersionsTable
          agentId={agent.id}
          versions={page.items}
          head={agent.version}
          completion={completion}
          compareHref={(version) => agentHref(agent.id, { tab: "versions", from: Math.max(1, version - 1), to: version })}
          restore={restoreVersionAction}
          disabledReason={disabledReason}
          {...clock}
        />
        <KeysetPager
          firstHref={search.page ? firstHref : null}
          nextHref={page.nextCursor ? agentHref(agent.id, { tab: "versions", page: page.nextCursor }) : null}
        />
      </RuledSection>
      <RuledSection title="Compare" note={`Version ${from} to version ${to}, field by field`}>
        <CompareVersions
          agentId={agent.id}
          head={agent.version}
          from={before}
          to={after}
          isSplit={search.split}
          layoutHrefs={{
            unified: agentHref(agent.id, { ...pair, split: false }),
            split: agentHref(agent.id, { ...pair, split: true }),
          }}
        />
      </RuledSection>
    </>
  );
}
