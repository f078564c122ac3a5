"use client";

import { CopyButton } from "@/components/ui/copy-button";
import { useHydrated } from "@/components/ui/use-hydrated";
import { ORIGIN } from "./origin";

/** Something to paste. `ORIGIN` in it becomes this installation's address. */
export function ShellLines({ label, text }: { label: string; text: string }) {
  const shown = text.replaceAll(ORIGIN, useHydrated() ? window.location.origin : "");
  return (
    <figure aria-label={label} className="max-w-[860px] min-w-0 overflow-hidden rounded-md border border-line bg-sunken">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line py-1 pr-1 pl-3">
        <span className="label">{label}</span>
        <CopyButton text={shown} label={`Copy: ${label}`} size="sm" />
      </figcaption>
      <pre className="max-h-[60dvh] overflow-auto px-3 py-2 font-mono text-xs/5 wrap-anywhere whitespace-pre-wrap">{shown}</pre>
    </figure>
  );
}

/** The call of the API that answers what the page shows. */
export function ApiRead({ path }: { path: string }) {
  return <ShellLines label="The same over the API" text={`curl ${ORIGIN}${path} \\\n  -H "x-api-key: $REVERIE_API_KEY"`} />;
}
