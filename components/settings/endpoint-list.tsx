import Link from "next/link";
import { MethodMark } from "@/components/settings/method-mark";
import { Code } from "@/components/ui/code";

export type EndpointListProps = {
  operations: { id: string; method: string; path: string; summary: string }[];
  label: string;
  basePath: string;
};

/** One line per endpoint, all of it a link. */
export function EndpointList({ operations, label, basePath }: EndpointListProps) {
  return (
    <ul aria-label={`Endpoints of ${label}`}>
      {operations.map(({ id, method, path, summary }) => (
        <li key={id}>
          <Link
            href={`${basePath}/${id}`}
            prefetch={false}
            className="-mx-2 grid grid-cols-[6ch_minmax(0,1fr)] items-baseline gap-x-2 rounded-md px-2 py-1.5 hover:bg-hover max-md:min-h-11 md:grid-cols-[6ch_minmax(0,1fr)_18rem]"
          >
            <MethodMark method={method} />
            <Code className="min-w-0">{path}</Code>
            <span className="min-w-0 text-ink-2 max-md:col-start-2">{summary}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
