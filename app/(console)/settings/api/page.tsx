import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { EmptyState } from "@/components/feedback/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { EndpointList } from "@/components/settings/endpoint-list";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { searchReference } from "@/lib/api/reference/read";
import { getApiReference } from "@/lib/web/api-app";
import { requireVisitor } from "@/lib/web/current-user";
import { streamed } from "@/lib/web/streamed";
import { loadReferenceSearch } from "./search-params";
import { ApiReferenceSkeleton } from "./skeleton";

export const metadata: Metadata = { title: "API reference" };

type Props = { searchParams: Promise<SearchParams> };

const PATH = "/settings/api";

export default function ApiReferencePage(props: Props) {
  return streamed(render(props), <ApiReferenceSkeleton />);
}

async function render({ searchParams }: Props) {
  const { q } = await loadReferenceSearch(searchParams);
  await requireVisitor();
  // An empty field of the form is no question.
  if (q === "") redirect(PATH);
  const all = await getApiReference();
  const found = q === null ? all : searchReference(all, q);
  const count = found.reduce((sum, group) => sum + group.operations.length, 0);
  return (
    <>
      <PageHeader
        title="API reference"
        meta={<span>{`${count} ${count === 1 ? "endpoint" : "endpoints"}`}</span>}
        actions={<ButtonLink href="/v1/openapi.json">OpenAPI document</ButtonLink>}
      />
      <div className="border-b border-line px-4 py-3 md:px-6">
        <search aria-label="Search the API">
          <form key={q} action={PATH} className="flex items-end gap-2">
            <Field id="api-search" label="Path, field or word" className="min-w-0 flex-1 sm:max-w-96">
              {(wiring) => (
                <Input
                  {...wiring}
                  type="search"
                  name="q"
                  defaultValue={q ?? ""}
                  placeholder="memory redact"
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
            <Button type="submit" className="min-h-[30px]">
              Search
            </Button>
          </form>
        </search>
      </div>
      {found.length === 0 ? (
        <div className="px-4 py-2 md:px-6">
          <EmptyState title={`Nothing in the API says “${q}”`} actions={<ButtonLink href={PATH}>Show every endpoint</ButtonLink>} />
        </div>
      ) : (
        found.map((group) => (
          <RuledSection key={group.tag} title={group.tag} note={q === null ? undefined : `${group.operations.length} found`}>
            <EndpointList operations={group.operations} label={group.tag} basePath={PATH} />
          </RuledSection>
        ))
      )}
    </>
  );
}
