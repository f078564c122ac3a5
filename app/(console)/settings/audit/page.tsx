import type { Metadata } from "next";
import { forbidden, redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { AuditTable } from "@/components/settings/audit-table";
import { VerifyChain } from "@/components/settings/verify-chain";
import { Button, ButtonLink } from "@/components/ui/button";
import { FilterChip } from "@/components/ui/chip";
import { Field } from "@/components/ui/field";
import { shortenId } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { listAuditEntries } from "@/lib/audit/queries";
import { can } from "@/lib/auth/policy";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { verifyAuditAction } from "./actions";
import { auditHref, loadAuditSearch } from "./search-params";
import { AuditSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "Audit" };

type Props = { searchParams: Promise<SearchParams> };

const PER_PAGE = 50;
const PATH = "/settings/audit";

export default function AuditPage(props: Props) {
  return streamed(render(props), <AuditSkeleton />);
}

async function render({ searchParams }: Props) {
  const { action, subject, page } = await loadAuditSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  if (!can(ctx.actor, "audit.read")) forbidden();
  // Empty fields of the form are no filters.
  if (action === "" || subject === "") redirect(auditHref(PATH, { action: action || null, subject: subject || null }));
  const filter = { action: action?.replaceAll("\0", ""), subjectId: subject?.replaceAll("\0", "") };
  const entries = await orFirstPage(
    listAuditEntries(ctx, { ...filter, limit: PER_PAGE, cursor: page }),
    auditHref(PATH, { action, subject }),
  );
  const isFiltered = action !== null || subject !== null;
  return (
    <>
      <PageHeader title="Audit" meta={<span>Hash-chained, never changed</span>} actions={<VerifyChain action={verifyAuditAction} />} />
      <div className="border-b border-line px-4 py-3 md:px-6">
        <search aria-label="Filter the audit log">
          <form key={`${action}/${subject}`} action={PATH} className="grid items-end gap-2 sm:grid-cols-2 lg:flex">
            <Field id="filter-action" label="Action" className="lg:w-52">
              {(wiring) => (
                <Input
                  {...wiring}
                  name="action"
                  defaultValue={action ?? ""}
                  isCode
                  placeholder="change.decide"
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
            <Field id="filter-subject" label="Subject id" className="lg:w-80">
              {(wiring) => <Input {...wiring} name="subject" defaultValue={subject ?? ""} isCode autoComplete="off" spellCheck={false} />}
            </Field>
            <Button type="submit" className="min-h-[30px]">
              Filter
            </Button>
          </form>
        </search>
        {isFiltered && (
          <div className="mt-2.5 flex flex-wrap items-center gap-2">
            {action !== null && <FilterChip label="Action" value={action} removeHref={auditHref(PATH, { subject })} />}
            {subject !== null && <FilterChip label="Subject" value={shortenId(subject)} removeHref={auditHref(PATH, { action })} />}
          </div>
        )}
      </div>
      <div className="px-4 py-2 md:px-6">
        {entries.items.length > 0 ? (
          <AuditTable
            entries={entries.items}
            actionHref={(value) => auditHref(PATH, { action: value, subject })}
            subjectHref={(value) => auditHref(PATH, { action, subject: value })}
            now={ctx.clock.now()}
            zone={membership.timeZone}
          />
        ) : isFiltered ? (
          <EmptyState title="No entry fits these filters." actions={<ButtonLink href={PATH}>Clear the filters</ButtonLink>}>
            <p>Actions are written as in the log, such as import.start or change.decide.</p>
          </EmptyState>
        ) : (
          <EmptyState title="No entries yet.">
            <p>Everything that changes something is written here, with who did it.</p>
          </EmptyState>
        )}
        {(page || entries.nextCursor) && (
          <nav aria-label="Pages" className="flex gap-2 py-2 print:hidden">
            {page && (
              <ButtonLink href={auditHref(PATH, { action, subject })} size="sm">
                Newest
              </ButtonLink>
            )}
            {entries.nextCursor && (
              <ButtonLink href={auditHref(PATH, { action, subject, page: entries.nextCursor })} rel="next" size="sm">
                Older
              </ButtonLink>
            )}
          </nav>
        )}
      </div>
    </>
  );
}
