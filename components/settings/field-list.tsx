import { Code } from "@/components/ui/code";

export type FieldListProps = {
  label: string;
  fields: { name: string; type: string; isRequired: boolean; description: string }[];
  /** In an answer every field that is there is simply there. */
  isAnswer?: boolean;
};

/** Fields with their types and words: a list of terms, so that it reads well on a phone too. */
export function FieldList({ label, fields, isAnswer = false }: FieldListProps) {
  return (
    <dl aria-label={label} className="grid md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      {fields.map(({ name, type, isRequired, description }) => (
        <div key={name} className="contents">
          <dt className="min-w-0 border-t border-line pt-2 pr-4 wrap-anywhere md:pb-2">
            <Code>{name}</Code>
            {isRequired && !isAnswer && <span className="ml-2 text-xs text-ink-2">required</span>}
          </dt>
          <dd className="min-w-0 pt-0.5 pb-2 wrap-anywhere md:border-t md:border-line md:pt-2">
            <span className="text-ink-2">{type}</span>
            {description && <p>{description.replaceAll("`", "")}</p>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
