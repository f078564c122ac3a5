import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { DeploymentStatus } from "@/components/deployments/deployment-status";
import { RUN_ERROR_WORDS } from "@/components/deployments/deployment-words";
import { RunsTable } from "@/components/deployments/runs-table";
import { UpcomingRuns } from "@/components/deployments/upcoming-runs";
import { FilterMenu } from "@/components/dreams/filter-menu";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { Notice } from "@/components/feedback/notice";
import { ActionForm } from "@/components/forms/action-form";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { StatStrip } from "@/components/layout/stat-strip";
import { Code, CodeBlock } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { shortenId } from "@/components/ui/format";
import { Time } from "@/components/ui/time";
import { VisibleText } from "@/components/ui/visible-text";
import { getAgent } from "@/lib/agents/queries";
import type { Ctx } from "@/lib/context";
import { getDeployment, listDeploymentRuns } from "@/lib/deployments/queries";
import type { DeploymentView } from "@/lib/deployments/types";
import { getEnvironment } from "@/lib/environments/queries";
import { isAppError } from "@/lib/errors";
import { describeCron } from "@/lib/schedules/describe-cron";
import { scheduleWarnings } from "@/lib/schedules/schedule-warnings";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { pageTitle } from "@/lib/web/page-title";
import { whyNot } from "@/lib/web/why-not";
import { archiveDeploymentAction, pauseDeploymentAction, runDeploymentAction, unpauseDeploymentAction } from "../actions";
import { loadRunsSearch, runsHref } from "../search-params";

type Props = { params: Promise<{ deploymentId: string }>; searchParams: Promise<SearchParams> };

const PER_PAGE = 25;
const SHOWN = [
  { value: "failed", label: "Without a session" },
  { value: "schedule", label: "Scheduled" },
  { value: "manual", label: "By hand" },
] as const;
const FILTERS = { failed: { hasError: true }, schedule: { triggerType: "schedule" }, manual: { triggerType: "manual" } } as const;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { ctx } = await requireVisitor();
  const view = await orNotFound(getDeployment(ctx, idOrNotFound("deployment", (await params).deploymentId)));
  return { title: pageTitle(view.name) };
}

export default async function DeploymentPage({ params, searchParams }: Props) {
  const { ctx, membership } = await requireVisitor();
  const id = idOrNotFound("deployment", (await params).deploymentId);
  const { page, show } = await loadRunsSearch(searchParams);
  const path = `/deployments/${id}`;
  const deployment = await orNotFound(getDeployment(ctx, id));
  const filter = { deploymentId: id, ...(show ? FILTERS[show] : {}), limit: PER_PAGE, cursor: page };
  const [runs, agent, environment] = await Promise.all([
    orFirstPage(listDeploymentRuns(ctx, filter), runsHref(path, { show })),
    getAgent(ctx, deployment.agentId),
    nameOfEnvironment(ctx, deployment),
  ]);
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  const { schedule } = deployment;
  return (
    <>
      <PageHeader
        title={<VisibleText text={deployment.name} />}
        back={{ href: "/deployments", label: "Back to deployments" }}
        meta={
          <>
            <DeploymentStatus deployment={deployment} />
            <span className="inline-flex items-center gap-1" title={id}>
              <Code className="text-ink-3">{shortenId(id)}</Code>
              <CopyButton text={id} label="Copy deployment id" />
            </span>
            <LiveRefresh topics={["deployments"]} id={id} isAutomatic />
          </>
        }
        actions={<Actions ctx={ctx} deployment={deployment} />}
      />
      <StateNotice deployment={deployment} {...clock} />
      <StatStrip
        label="Facts"
        items={[
          {
            label: "Agent",
            isWide: true,
            value: (
              <>
                <Link href={`/agents/${agent.id}`} className="link">
                  <VisibleText text={agent.config.name} />
                </Link>
                <span className="text-ink-3">version {deployment.agentVersion}</span>
              </>
            ),
          },
          { label: "Environment", value: <VisibleText text={environment} /> },
          { label: "Schedule", isWide: true, value: schedule ? describeCron(schedule.expression, schedule.timezone) : "By hand only" },
          { label: "Last scheduled run", value: <Time at={deployment.lastRunAt} missing="None yet" {...clock} /> },
          { label: "Made", value: <Time at={deployment.createdAt} {...clock} /> },
        ]}
      />
      {schedule && deployment.archivedAt === null && (
        <RuledSection title="Next runs" note={<>By the clock of {schedule.timezone}, then by yours.</>}>
          <UpcomingRuns
            runs={deployment.upcomingRunsAt}
            scheduleZone={schedule.timezone}
            warnings={scheduleWarnings(schedule.expression, schedule.timezone, clock.now)}
            isPaused={deployment.pausedReason !== null}
            {...clock}
          />
        </RuledSection>
      )}
      <RuledSection title="Runs" note="Newest first">
        <div className="mb-2 print:hidden">
          <FilterMenu
            label="Show"
            options={SHOWN.map((one) => ({ ...one, href: runsHref(path, { show: one.value }) }))}
            current={show}
            removeHref={path}
          />
        </div>
        <RunsTable runs={runs.items} isFiltered={show !== null} {...clock} />
        <KeysetPager
          firstHref={page ? runsHref(path, { show }) : null}
          nextHref={runs.nextCursor && runsHref(path, { show, page: runs.nextCursor })}
        />
      </RuledSection>
      <RuledSection title="First events" note="Sent to each session right after it is made.">
        {deployment.description && (
          <p className="mb-2 max-w-[72ch] text-ink-2">
            <VisibleText text={deployment.description} />
          </p>
        )}
        <CodeBlock text={JSON.stringify(deployment.initialEvents, null, 2)} label="First events" />
      </RuledSection>
    </>
  );
}

/** An environment may be gone: then its id is all that is known. */
async function nameOfEnvironment(ctx: Ctx, { environmentId }: DeploymentView): Promise<string> {
  try {
    return (await getEnvironment(ctx, environmentId)).name;
  } catch (error) {
    if (isAppError(error, "not_found")) return `${shortenId(environmentId)}, deleted`;
    throw error;
  }
}

function Actions({ ctx, deployment }: { ctx: Ctx; deployment: DeploymentView }) {
  if (deployment.archivedAt !== null) return null;
  const hidden = { id: deployment.id };
  const isPaused = deployment.pausedReason !== null;
  const mayWrite = whyNot(ctx.actor, "deployment.write");
  return (
    <>
      <ActionForm
        action={runDeploymentAction}
        hidden={hidden}
        label="Run now"
        layout="inline"
        submitLabel="Run now"
        pendingLabel="Starting"
        submitVariant="solid"
        disabledReason={whyNot(ctx.actor, "deployment.run")}
        successMessage="Run: see the first row"
      />
      {isPaused ? (
        <ActionForm
          key="unpause"
          action={unpauseDeploymentAction}
          hidden={hidden}
          label="Unpause"
          layout="inline"
          submitLabel="Unpause"
          submitVariant="outlined"
          disabledReason={mayWrite}
          successMessage="It runs by its schedule again"
        />
      ) : (
        <ActionForm
          key="pause"
          action={pauseDeploymentAction}
          hidden={hidden}
          label="Pause"
          layout="inline"
          submitLabel="Pause"
          submitVariant="outlined"
          disabledReason={mayWrite}
          successMessage="Paused"
        />
      )}
      <ConfirmDialog
        trigger="Archive"
        title={`Archive ${deployment.name}?`}
        disabledReason={mayWrite}
        isIrreversible
        action={archiveDeploymentAction}
        hidden={hidden}
        submitLabel="Archive deployment"
        pendingLabel="Archiving"
        successMessage="Archived"
      >
        <p>It runs no more and can’t be changed. Its runs and their sessions stay. This is final.</p>
      </ConfirmDialog>
    </>
  );
}

function StateNotice({ deployment, now, zone }: { deployment: DeploymentView; now: Date; zone: string }) {
  const { archivedAt, pausedReason } = deployment;
  if (archivedAt !== null)
    return (
      <Notice tone="info">
        <p>
          Archived <Time at={archivedAt} now={now} zone={zone} />: it runs no more.
        </p>
      </Notice>
    );
  if (pausedReason?.type === "error")
    return (
      <Notice tone="failure">
        <p>Paused by itself, because its last scheduled run could not start. {RUN_ERROR_WORDS[pausedReason.error.type]}</p>
      </Notice>
    );
  if (pausedReason === null) return null;
  return (
    <Notice tone="held" mark="bars">
      <p>Paused: its schedule rests until it is unpaused. What it misses is not made up for. It can be run by hand.</p>
    </Notice>
  );
}
