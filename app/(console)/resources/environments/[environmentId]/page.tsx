import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { StatStrip } from "@/components/layout/stat-strip";
import { CreateEnvironmentKey } from "@/components/resources/create-environment-key";
import { EnvironmentKeysTable } from "@/components/resources/environment-keys-table";
import { ORIGIN } from "@/components/resources/origin";
import { ApiRead, ShellLines } from "@/components/resources/shell-lines";
import { Code, CodeBlock } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { Num } from "@/components/ui/figures";
import { shortenId } from "@/components/ui/format";
import { StatusPill } from "@/components/ui/status-pill";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import { toWireEnvironment } from "@/lib/api/wire/environments";
import { can } from "@/lib/auth/policy";
import { listEnvironmentKeys } from "@/lib/environments/keys";
import { getEnvironment } from "@/lib/environments/queries";
import { getQueueStats } from "@/lib/environments/work/queries";
import type { EnvironmentId } from "@/lib/ids";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { loadResourcesSearch, resourcesHref } from "../../search-params";
import { ResourcesSkeleton } from "../../skeleton";
import { createEnvironmentKeyAction, revokeEnvironmentKeyAction } from "../actions";

type Props = { params: Promise<{ environmentId: string }>; searchParams: Promise<SearchParams> };

const KEYS_PER_PAGE = 50;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { ctx } = await requireVisitor();
  const environment = await orNotFound(getEnvironment(ctx, idOrNotFound("environment", (await params).environmentId)));
  return { title: `Environment ${environment.name}` };
}

export default function EnvironmentPage(props: Props) {
  return streamed(render(props), <ResourcesSkeleton />);
}

async function render({ params, searchParams }: Props) {
  const id = idOrNotFound("environment", (await params).environmentId);
  const { page } = await loadResourcesSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  const [environment, queue] = await Promise.all([orNotFound(getEnvironment(ctx, id)), orNotFound(getQueueStats(ctx, id))]);
  const path = `/resources/environments/${id}`;
  const keys = can(ctx.actor, "environment_key.manage")
    ? await orFirstPage(listEnvironmentKeys(ctx, { environmentId: id, limit: KEYS_PER_PAGE, cursor: page }), path)
    : null;
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  return (
    <>
      <PageHeader
        title={<VisibleText text={environment.name} />}
        back={{ href: "/resources/environments", label: "Back to environments" }}
        meta={
          <>
            <span className="inline-flex items-center">
              <Code>{shortenId(id)}</Code>
              <CopyButton text={id} label="Copy environment id" size="sm" />
            </span>
            {environment.archivedAt && (
              <StatusPill tone="plain" mark="crossed">
                Archived
              </StatusPill>
            )}
          </>
        }
      />
      <StatStrip
        label="Work queue"
        items={[
          { label: "Waiting", value: <Num value={queue.depth} /> },
          { label: "Handed out", value: <Num value={queue.pending} /> },
          { label: "Being served", value: <Num value={queue.active} /> },
          { label: "Oldest waiting", value: <Time at={queue.oldestQueuedAt} {...clock} missing="None" /> },
          { label: "Workers seen", value: <Num value={queue.workersPolling} /> },
        ]}
      />
      <RuledSection title="Connect a worker" note="It polls the queue and runs bash and files where it stands.">
        <ShellLines label="A worker with the official SDK" text={workerLines(id)} />
      </RuledSection>
      <RuledSection title="Keys" note="Good for this queue alone. Revoked keys are gone from here; the audit log keeps them.">
        {keys === null ? (
          <p className="text-ink-2">Admins make and revoke the keys of workers.</p>
        ) : (
          <div className="grid gap-4">
            <EnvironmentKeysTable keys={keys.items} revoke={revokeEnvironmentKeyAction} {...clock} />
            <KeysetPager
              firstHref={page ? path : null}
              nextHref={keys.nextCursor ? resourcesHref(path, { page: keys.nextCursor }) : null}
            />
            <CreateEnvironmentKey
              action={createEnvironmentKeyAction}
              environmentId={id}
              disabledReason={environment.archivedAt ? "This environment is archived" : null}
            />
          </div>
        )}
      </RuledSection>
      <RuledSection title="JSON" note="As the API answers it.">
        <div className="grid max-w-[860px] gap-3">
          <CodeBlock label="The environment as JSON" text={JSON.stringify(toWireEnvironment(environment), null, 2)} />
          <ApiRead path={`/v1/environments/${id}`} />
        </div>
      </RuledSection>
    </>
  );
}

function workerLines(id: EnvironmentId): string {
  return [
    'import Anthropic from "@anthropic-ai/sdk";',
    "",
    `const client = new Anthropic({ apiKey: null, baseURL: "${ORIGIN}" });`,
    "await client.beta.environments.work",
    "  .worker({",
    `    environmentId: "${id}",`,
    "    environmentKey: process.env.ENVIRONMENT_KEY,",
    '    workdir: "/workspace",',
    "  })",
    "  .run();",
  ].join("\n");
}
