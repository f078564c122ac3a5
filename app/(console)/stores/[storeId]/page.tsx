import type { Metadata } from "next";
import Form from "next/form";
import type { SearchParams } from "nuqs/server";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { EmptyState } from "@/components/feedback/empty-state";
import { LiveRefresh } from "@/components/layout/live-refresh";
import { PageHeader } from "@/components/layout/page-header";
import { PageKeys } from "@/components/layout/page-keys";
import { RuledSection } from "@/components/layout/ruled-section";
import { Files } from "@/components/stores/files";
import { RevertPanel } from "@/components/stores/revert-panel";
import { ExportMenu, RevisionHead, StoreAgents } from "@/components/stores/revision-head";
import { RevisionList } from "@/components/stores/revision-list";
import { RollbackPanel } from "@/components/stores/rollback-panel";
import { DIFFERENCE_WORDS, nameOfRevision } from "@/components/stores/store-words";
import { Button, ButtonLink } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { DiffView } from "@/components/ui/diff-view";
import { formatCount, shortenId } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { VisibleText } from "@/components/ui/visible-text";
import { listStoreAgents } from "@/lib/agents/queries";
import { can } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { AgentId, MemoryStoreId } from "@/lib/ids";
import { rollbackStore } from "@/lib/learnings/commands";
import { compareText } from "@/lib/learnings/diff";
import { revertRevision } from "@/lib/learnings/revert";
import { diffRevisions, getMemoryStore, listStoreRevisions, revisionAt, revisionTime } from "@/lib/memory/queries";
import type { MemoryStoreView, StoreRevisionView } from "@/lib/memory/types";
import { momentInZone } from "@/lib/moment-in-zone";
import { completionInSpans } from "@/lib/sessions/completion";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { revertRevisionAction, rollbackStoreAction } from "./actions";
import { loadStoreSearch, type StoreSearch, storeHref } from "./search-params";
import { StoreSkeleton } from "./skeleton";

type PageProps = { params: Promise<{ storeId: string }>; searchParams: Promise<SearchParams> };

const PER_PAGE = 50;

const KEYS = [
  ["j", "Next revision"],
  ["k", "Previous revision"],
] as const;

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { ctx } = await requireVisitor();
  const store = await orNotFound(getMemoryStore(ctx, idOrNotFound("memoryStore", (await params).storeId)));
  return { title: `Store ${store.name}` };
}

export default function StorePage(props: PageProps) {
  return streamed(render(props), <StoreSkeleton />);
}

async function render({ params, searchParams }: PageProps) {
  const storeId = idOrNotFound("memoryStore", (await params).storeId);
  const search = await loadStoreSearch(searchParams);
  const visitor = await requireVisitor();
  const { ctx, membership } = visitor;
  const store = await orNotFound(getMemoryStore(ctx, storeId));
  const moment = search.at === null ? null : momentInZone(search.at, membership.timeZone);
  const [agents, page, atMoment] = await Promise.all([
    listStoreAgents(ctx, storeId),
    orFirstPage(listStoreRevisions(ctx, { storeId, limit: PER_PAGE, cursor: search.page }), storeHref(storeId, {})),
    moment ? revisionAt(ctx, storeId, moment) : null,
  ]);
  const [agent] = agents;
  const completion = agent ? await completionByRevision(ctx, agent.id, storeId, page.items) : null;
  const revision = atMoment ?? search.rev ?? store.headRevision;
  const against = search.against ?? Math.max(0, revision - 1);
  const now = ctx.clock.now();
  const zone = membership.timeZone;
  const hrefOf = (part: Partial<StoreSearch>) => storeHref(storeId, { page: search.page, split: search.split, ...part });
  const cancelHref = hrefOf({ rev: search.rev });
  const reason = whyNot(ctx.actor, "store.rollback") ?? (store.archivedAt ? "This store is archived" : null);
  return (
    <>
      <PageKeys keys={KEYS} />
      <PageHeader
        title={<VisibleText text={store.name} />}
        back={agent ? { href: `/agents/${agent.id}`, label: "Back to the agent" } : undefined}
        meta={
          <>
            <span>{store.headRevision === 0 ? "no revision yet" : `revision ${store.headRevision} is live`}</span>
            <span className="inline-flex items-center gap-1 text-ink-3">
              <span className="font-mono text-xs" title={store.id}>
                {shortenId(store.id)}
              </span>
              <CopyButton text={store.id} label="Copy store id" size="sm" />
            </span>
            <LiveRefresh topics={["stores"]} id={storeId} />
          </>
        }
        actions={store.headRevision > 0 && <ExportMenu storeId={storeId} revision={revision} />}
      />
      {search.rollback !== null && <Rollback visitor={visitor} store={store} toRevision={search.rollback} cancelHref={cancelHref} />}
      {search.revert !== null && (
        <Revert
          visitor={visitor}
          store={store}
          revision={search.revert}
          cancelHref={cancelHref}
          rollbackHref={hrefOf({ rev: search.rev, rollback: search.revert - 1 })}
        />
      )}
      {store.headRevision === 0 ? (
        <div className="px-4 py-4 md:px-6">
          <EmptyState title="Nothing was published here yet." actions={<ButtonLink href="/review">Open the review</ButtonLink>}>
            Each publication, edit and roll back adds a revision. Any of them can be gone back to.
          </EmptyState>
        </div>
      ) : (
        <div className="grid flex-1 grid-cols-[minmax(0,1fr)] content-start xl:grid-cols-[380px_minmax(0,1fr)] xl:content-stretch">
          <section aria-label="History" className="border-line bg-page max-xl:border-b xl:border-r">
            <h2 className="border-b border-line px-4 py-2.5 md:pl-6">Revisions</h2>
            <RevisionList
              storeId={storeId}
              revisions={page.items}
              headRevision={store.headRevision}
              current={revision}
              isToTheEnd={page.nextCursor === null}
              hrefOf={(number) => hrefOf({ rev: number })}
              rollbackHrefOf={(number) => hrefOf({ rev: search.rev, rollback: number })}
              rollback={rollbackStoreAction}
              disabledReason={reason}
              completion={completion}
              now={now}
              zone={zone}
            />
            <div className="px-4 md:pl-6">
              <KeysetPager
                firstHref={search.page ? storeHref(storeId, {}) : null}
                nextHref={page.nextCursor ? storeHref(storeId, { page: page.nextCursor }) : null}
              />
            </div>
          </section>
          <div className="min-w-0">
            <RevisionHead
              storeId={storeId}
              revision={revision}
              headRevision={store.headRevision}
              createdAt={page.items.find((one) => one.number === revision)?.createdAt ?? null}
              at={moment}
              atText={search.at}
              now={now}
              zone={zone}
              rollbackHref={hrefOf({ rev: revision, rollback: revision })}
              revertHref={hrefOf({ rev: revision, revert: revision })}
              disabledReason={reason}
            />
            <Revision visitor={visitor} store={store} revision={revision} against={against} search={search} hrefOf={hrefOf} />
            <RuledSection title="Agents" note="Who learns into this store and is given what is in it.">
              <StoreAgents agents={agents} />
            </RuledSection>
          </div>
        </div>
      )}
    </>
  );
}

/** How the agent's sessions went between each revision and the next one. */
async function completionByRevision(ctx: Ctx, agentId: AgentId, storeId: MemoryStoreId, revisions: readonly StoreRevisionView[]) {
  const first = revisions[0];
  const after = first ? await revisionTime(ctx, storeId, first.number + 1) : null;
  const spans = revisions.map((one, at) => ({ since: one.createdAt, until: at === 0 ? after : (revisions[at - 1]?.createdAt ?? null) }));
  const counts = await completionInSpans(ctx, agentId, spans);
  return new Map(revisions.flatMap((one, at) => (counts[at] ? [[one.number, counts[at]] as const] : [])));
}

type RevertProps = { visitor: Visitor; store: MemoryStoreView; revision: number; cancelHref: string; rollbackHref: string };

/** The dry run of taking one revision out. */
async function Revert({ visitor: { ctx }, store, revision, cancelHref, rollbackHref }: RevertProps) {
  if (!can(ctx.actor, "store.rollback") || store.archivedAt || revision < 1) return null;
  const { plan } = await orNotFound(revertRevision(ctx, { storeId: store.id, revision }, { dry_run: true }));
  return (
    <RevertPanel
      storeId={store.id}
      revision={revision}
      headRevision={store.headRevision}
      plan={plan}
      action={revertRevisionAction}
      cancelHref={cancelHref}
      rollbackHref={rollbackHref}
    />
  );
}

type RollbackProps = { visitor: Visitor; store: MemoryStoreView; toRevision: number; cancelHref: string };

/** The dry run: it reads, and says what the roll back would do. */
async function Rollback({ visitor: { ctx }, store, toRevision, cancelHref }: RollbackProps) {
  if (!can(ctx.actor, "store.rollback") || store.archivedAt || toRevision < 0) return null;
  const { plan } = await orNotFound(rollbackStore(ctx, store.id, { to_revision: toRevision, dry_run: true }));
  return (
    <RollbackPanel
      storeId={store.id}
      toRevision={plan.toRevision}
      headRevision={store.headRevision}
      changes={plan.changes}
      keptLocked={plan.keptLocked}
      action={rollbackStoreAction}
      cancelHref={cancelHref}
    />
  );
}

type RevisionProps = {
  visitor: Visitor;
  store: MemoryStoreView;
  revision: number;
  against: number;
  search: StoreSearch;
  hrefOf: (part: Partial<StoreSearch>) => string;
};

async function Revision({ visitor: { ctx }, store, revision, against, search, hrefOf }: RevisionProps) {
  const [entries, all] = await orNotFound(
    Promise.all([diffRevisions(ctx, store.id, revision, against), diffRevisions(ctx, store.id, revision, 0)]),
  );
  const files = all.flatMap(({ memoryId, path, after }) => (after === null ? [] : [{ memoryId, path, content: after }]));
  const pair = { rev: revision, against: search.against };
  return (
    <>
      <RuledSection title="Differences" note={`${nameOfRevision(against)} to ${nameOfRevision(revision)}`}>
        <CompareForm storeId={store.id} revision={revision} against={against} headRevision={store.headRevision} />
        {entries.length === 0 ? (
          <p className="text-ink-2">
            {revision === against ? "One revision with itself: pick another one." : "Both hold the same files with the same texts."}
          </p>
        ) : (
          <ul className="grid gap-4">
            {entries.map((entry) => (
              <li key={entry.memoryId} className="min-w-0">
                <p className="mb-1 text-ink-2">
                  {DIFFERENCE_WORDS[entry.operation]}
                  {entry.previousPath && `, moved from ${entry.previousPath}`}
                </p>
                <DiffView
                  {...compareText(entry.before ?? "", entry.after ?? "")}
                  path={entry.path}
                  label={`${nameOfRevision(against)} to ${nameOfRevision(revision)}, ${entry.path}`}
                  layout={search.split ? "split" : "unified"}
                  layoutHrefs={{ unified: hrefOf({ ...pair, split: false }), split: hrefOf({ ...pair, split: true }) }}
                />
              </li>
            ))}
          </ul>
        )}
      </RuledSection>
      <RuledSection title="Files" note={`${formatCount(files.length, "file")} at ${nameOfRevision(revision)}`}>
        <Files files={files} openPath={search.path} hrefOf={(path) => hrefOf({ ...pair, path })} />
      </RuledSection>
    </>
  );
}

type CompareFormProps = { storeId: string; revision: number; against: number; headRevision: number };

function CompareForm({ storeId, revision, against, headRevision }: CompareFormProps) {
  const shared = { type: "number", min: 0, max: headRevision, required: true } as const;
  return (
    <Form action={`/stores/${storeId}`} scroll={false} className="mb-3 flex flex-wrap items-center gap-2">
      <label htmlFor="rev">Revision</label>
      <span className="w-20">
        <Input {...shared} id="rev" name="rev" key={`rev ${revision}`} defaultValue={revision} />
      </span>
      <label htmlFor="against">against</label>
      <span className="w-20">
        <Input {...shared} id="against" name="against" key={`against ${against}`} defaultValue={against} />
      </span>
      <Button type="submit">Compare</Button>
      <span className="text-xs text-ink-3">0 is the empty store</span>
    </Form>
  );
}
