import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { KeysetPager } from "@/components/dreams/keyset-pager";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { Files } from "@/components/stores/files";
import { RevisionList } from "@/components/stores/revision-list";
import { RollbackPanel } from "@/components/stores/rollback-panel";
import { DIFFERENCE_WORDS, nameOfRevision } from "@/components/stores/store-words";
import { Button, ButtonLink } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { DiffView } from "@/components/ui/diff-view";
import { formatCount, shortenId } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { VisibleText } from "@/components/ui/visible-text";
import { findStoreAgent } from "@/lib/agents/queries";
import { can } from "@/lib/auth/policy";
import { rollbackStore } from "@/lib/learnings/commands";
import { compareText } from "@/lib/learnings/diff";
import { diffRevisions, getMemoryStore, listStoreRevisions } from "@/lib/memory/queries";
import type { MemoryStoreView } from "@/lib/memory/types";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { idOrNotFound, orNotFound } from "@/lib/web/or-not-found";
import { streamed } from "@/lib/web/streamed";
import { whyNot } from "@/lib/web/why-not";
import { rollbackStoreAction } from "./actions";
import { loadStoreSearch, type StoreSearch, storeHref } from "./search-params";
import { StoreSkeleton } from "./skeleton";

type PageProps = { params: Promise<{ storeId: string }>; searchParams: Promise<SearchParams> };

const PER_PAGE = 50;

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
  const [agent, page] = await Promise.all([
    findStoreAgent(ctx, storeId),
    orFirstPage(listStoreRevisions(ctx, { storeId, limit: PER_PAGE, cursor: search.page }), storeHref(storeId, {})),
  ]);
  const revision = search.rev ?? store.headRevision;
  const against = search.against ?? Math.max(0, revision - 1);
  const now = ctx.clock.now();
  const hrefOf = (part: Partial<StoreSearch>) => storeHref(storeId, { page: search.page, split: search.split, ...part });
  return (
    <>
      <PageHeader
        title={<VisibleText text={store.name} />}
        back={agent ? { href: `/agents/${agent.id}`, label: "Back to the agent" } : undefined}
        meta={
          <>
            <span>{store.headRevision === 0 ? "no revision yet" : `revision ${store.headRevision} is live`}</span>
            {agent && (
              <Link href={`/agents/${agent.id}`} className="hover:underline hover:underline-offset-3">
                <VisibleText text={agent.name} />
              </Link>
            )}
            <span className="inline-flex items-center gap-1 text-ink-3">
              <span className="font-mono text-xs" title={store.id}>
                {shortenId(store.id)}
              </span>
              <CopyButton text={store.id} label="Copy store id" size="sm" />
            </span>
          </>
        }
      />
      {search.rollback !== null && (
        <Rollback visitor={visitor} store={store} toRevision={search.rollback} cancelHref={hrefOf({ rev: search.rev })} />
      )}
      {store.headRevision === 0 ? (
        <div className="px-4 py-4 md:px-6">
          <EmptyState title="Nothing was published here yet." actions={<ButtonLink href="/review">Open the review</ButtonLink>}>
            Each publication, edit and roll back adds a revision. Any of them can be gone back to.
          </EmptyState>
        </div>
      ) : (
        <div className="grid flex-1 grid-cols-[minmax(0,1fr)] content-start xl:grid-cols-[360px_minmax(0,1fr)]">
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
              disabledReason={whyNot(ctx.actor, "store.rollback") ?? (store.archivedAt ? "This store is archived" : null)}
              now={now}
              zone={membership.timeZone}
            />
            <div className="px-4 md:pl-6">
              <KeysetPager
                firstHref={search.page ? storeHref(storeId, {}) : null}
                nextHref={page.nextCursor ? storeHref(storeId, { page: page.nextCursor }) : null}
              />
            </div>
          </section>
          <div className="min-w-0">
            <Revision visitor={visitor} store={store} revision={revision} against={against} search={search} hrefOf={hrefOf} />
          </div>
        </div>
      )}
    </>
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
