import { EXAMPLES } from "./examples";

/** What a file holds, for somebody who has none yet: a session on each line, in either format. */
export function FileExamples() {
  return (
    <details className="text-ink-2">
      <summary className="link w-fit">What a file looks like</summary>
      <p className="mt-2">
        One session on each line. Its id, task and outcome may be missing; without outcomes a dream finds fewer things.
      </p>
      <dl className="mt-2 grid gap-2">
        {EXAMPLES.map(({ name, line }) => (
          <div key={name}>
            <dt className="mb-1 text-xs font-medium">{name}</dt>
            <dd>
              <pre className="rounded-md border border-line-2 bg-sunken p-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
                {line}
              </pre>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
