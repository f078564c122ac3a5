import type { Metadata } from "next";
import { forbidden } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { ApiKeysTable } from "@/components/settings/api-keys-table";
import { CreateKeyForm } from "@/components/settings/create-key-form";
import { SCOPE_WORDS } from "@/components/settings/scope-words";
import { ButtonLink } from "@/components/ui/button";
import { listApiKeys } from "@/lib/auth/api-keys";
import { can } from "@/lib/auth/policy";
import { SCOPES } from "@/lib/context";
import { dayInZone } from "@/lib/day-in-zone";
import { requireVisitor } from "@/lib/web/current-user";
import { orFirstPage } from "@/lib/web/or-first-page";
import { streamed } from "@/lib/web/streamed";
import { createApiKeyAction, revokeApiKeyAction } from "./actions";
import { keysHref, loadKeysSearch } from "./search-params";
import { ApiKeysSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "API keys" };

type Props = { searchParams: Promise<SearchParams> };

const PER_PAGE = 100;

export default function ApiKeysPage(props: Props) {
  return streamed(render(props), <ApiKeysSkeleton />);
}

async function render({ searchParams }: Props) {
  const { page } = await loadKeysSearch(searchParams);
  const { ctx, membership } = await requireVisitor();
  if (!can(ctx.actor, "api_key.manage")) forbidden();
  const keys = await orFirstPage(listApiKeys(ctx, { limit: PER_PAGE, cursor: page }), "/settings/api-keys");
  const clock = { now: ctx.clock.now(), zone: membership.timeZone };
  return (
    <>
      <PageHeader title="API keys" />
      <RuledSection title="New key" note="Shown once, when it is made.">
        <CreateKeyForm
          action={createApiKeyAction}
          scopes={SCOPES.map((value) => ({ value, words: SCOPE_WORDS[value] }))}
          today={dayInZone(clock.now, clock.zone)}
          zone={clock.zone}
        />
      </RuledSection>
      <RuledSection title="Keys" note="Revoked keys are gone from here; the audit log keeps them.">
        <ApiKeysTable keys={keys.items} revoke={revokeApiKeyAction} {...clock} />
        {(page || keys.nextCursor) && (
          <nav aria-label="Pages" className="flex gap-2 pt-3 print:hidden">
            {page && (
              <ButtonLink href="/settings/api-keys" size="sm">
                First page
              </ButtonLink>
            )}
            {keys.nextCursor && (
              <ButtonLink href={keysHref("/settings/api-keys", { page: keys.nextCursor })} rel="next" size="sm">
                Next
              </ButtonLink>
            )}
          </nav>
        )}
      </RuledSection>
    </>
  );
}
