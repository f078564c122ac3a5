import type { Metadata } from "next";
import { headers } from "next/headers";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Button, ButtonLink } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { Time } from "@/components/ui/time";
import { findLastEntryOf } from "@/lib/audit/queries";
import { idKindOf } from "@/lib/ids";
import { findWorkspaceOf } from "@/lib/search/which-workspace";
import { requireVisitor, type Visitor } from "@/lib/web/current-user";
import { switchWorkspaceAction } from "./actions";

export const metadata: Metadata = { title: "Not found" };

/** Says which it is: in another of the visitor's workspaces, deleted (by whom and when), or never there. */
export default async function NotFound() {
  const visitor = await requireVisitor();
  const path = (await headers()).get("x-reverie-path") ?? "/";
  const id = path.split(/[/?#]/).findLast((part) => idKindOf(part) !== null) ?? null;
  return (
    <>
      <PageHeader
        title="Not found"
        meta={
          id && (
            <span className="inline-flex min-w-0 items-center gap-1">
              <Code className="text-ink-3 wrap-anywhere">{id}</Code>
              <CopyButton text={id} label="Copy id" />
            </span>
          )
        }
      />
      <div className="px-4 py-4 md:px-6">{await reasonFor(visitor, id, path)}</div>
    </>
  );
}

async function reasonFor(visitor: Visitor, id: string | null, path: string) {
  const { ctx, membership, memberships } = visitor;
  const home = <ButtonLink href="/">Back to the start</ButtonLink>;
  if (id === null) {
    return (
      <EmptyState title="There is no page at this address." actions={home}>
        <p>Check it for a slip, or press Ctrl K to search.</p>
      </EmptyState>
    );
  }
  if (await findWorkspaceOf(ctx, id, [membership.workspaceId])) {
    return (
      <EmptyState title="There is no page at this address." actions={<ButtonLink href={`/o/${id}`}>Open what it names</ButtonLink>}>
        <p>The thing itself is here, at another address.</p>
      </EmptyState>
    );
  }
  const other = await findWorkspaceOf(
    ctx,
    id,
    memberships.filter((one) => one.workspaceId !== membership.workspaceId).map((one) => one.workspaceId),
  );
  const found = memberships.find((one) => one.workspaceId === other);
  if (found) {
    return (
      <EmptyState
        title={`This is in ${found.workspaceName}; you are looking at ${membership.workspaceName}.`}
        actions={
          <form action={switchWorkspaceAction}>
            <input type="hidden" name="workspaceId" value={found.workspaceId} />
            <input type="hidden" name="returnTo" value={path} />
            <Button type="submit" variant="solid">
              Switch to {found.workspaceName}
            </Button>
          </form>
        }
      />
    );
  }
  const last = await findLastEntryOf(ctx, id);
  if (last) {
    return (
      <EmptyState title={`This was deleted${last.actorName ? ` by ${last.actorName}` : ""}.`} actions={home}>
        <p>
          The last thing recorded about it is <Code>{last.action}</Code>,{" "}
          <Time at={last.at} now={ctx.clock.now()} zone={membership.timeZone} show="datetime" />.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="This never existed in your workspaces." actions={home}>
      <p>No history here mentions it. It may belong to a workspace that you are not in.</p>
    </EmptyState>
  );
}
