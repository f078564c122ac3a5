"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { useHydrated } from "@/components/ui/use-hydrated";

export type ApiCallProps = { path: string; body: Record<string, unknown> };

/** What the form would send, as a line for the shell. The key is a variable: none is ever written out. */
export function ApiCall({ path, body }: ApiCallProps) {
  const origin = useHydrated() ? window.location.origin : "";
  const text = [
    `curl ${origin}${path} \\`,
    '  -H "x-api-key: $REVERIE_API_KEY" \\',
    '  -H "content-type: application/json" \\',
    `  -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`,
  ].join("\n");
  return (
    <figure aria-label="The same over the API" className="min-w-0 overflow-hidden rounded-md border border-line bg-sunken">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line py-1 pr-1 pl-3">
        <span className="label">The same over the API</span>
        <CopyButton text={text} label="Copy the call" size="sm" />
      </figcaption>
      <pre className="max-h-[60dvh] overflow-auto px-3 py-2 font-mono text-xs/5 wrap-anywhere whitespace-pre-wrap">{text}</pre>
    </figure>
  );
}
