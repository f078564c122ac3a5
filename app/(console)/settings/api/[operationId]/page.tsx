import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { RuledSection } from "@/components/layout/ruled-section";
import { FieldList } from "@/components/settings/field-list";
import { MethodMark } from "@/components/settings/method-mark";
import { Snippet } from "@/components/settings/snippet";
import { Code } from "@/components/ui/code";
import type { ReferenceOperation } from "@/lib/api/reference/types";
import { getApiReference } from "@/lib/web/api-app";
import { requireVisitor } from "@/lib/web/current-user";
import { streamed } from "@/lib/web/streamed";
import { ApiReferenceSkeleton } from "../skeleton";

type Props = { params: Promise<{ operationId: string }> };

async function findOperation(props: Props): Promise<ReferenceOperation> {
  const { operationId } = await props.params;
  const groups = await getApiReference();
  return groups.flatMap((group) => group.operations).find((one) => one.id === operationId) ?? notFound();
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: `${(await findOperation(props)).summary} · API reference` };
}

export default function ApiOperationPage(props: Props) {
  return streamed(render(props), <ApiReferenceSkeleton />);
}

async function render(props: Props) {
  await requireVisitor();
  const operation = await findOperation(props);
  return (
    <>
      <PageHeader
        title={operation.summary}
        back={{ href: "/settings/api", label: "Back to the API reference" }}
        meta={
          <span className="flex min-w-0 flex-wrap items-center gap-x-2">
            <MethodMark method={operation.method} />
            <Code>{operation.path}</Code>
          </span>
        }
      />
      <RuledSection title="What it does">
        <p className="max-w-[72ch]">{inCode(operation.description)}</p>
      </RuledSection>
      <RuledSection title="Call" note={operation.needsKey ? "Set REVERIE_URL and REVERIE_API_KEY first." : "Needs no key."}>
        <div className="grid gap-3 xl:grid-cols-2">
          <Snippet title="Shell" text={operation.curl} />
          <Snippet title="Official SDK" text={operation.sdk} />
        </div>
      </RuledSection>
      <Fields title="Path" fields={operation.inPath} />
      <Fields title="Query" fields={operation.inQuery} />
      <Fields title="Body" fields={operation.body} />
      {operation.answers.map(({ status, description, fields }) => (
        <RuledSection key={status} title={status} note={status < "300" ? "Answer" : "Error"}>
          <p>{inCode(description)}</p>
          {fields.length > 0 && <FieldList label={`Fields of ${status}`} fields={fields} isAnswer />}
        </RuledSection>
      ))}
    </>
  );
}

function Fields({ title, fields }: { title: string; fields: ReferenceOperation["body"] }) {
  if (fields.length === 0) return null;
  return (
    <RuledSection title={title}>
      <FieldList label={title} fields={fields} />
    </RuledSection>
  );
}

/** What stands between back quotes is a machine's word. */
function inCode(text: string) {
  // Every second part stood between back quotes; the parts of one text never move, so their place is their key.
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return text.split("`").map((part, index) => (index % 2 === 1 ? <Code key={index}>{part}</Code> : part));
}
