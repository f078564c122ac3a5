"use client";

import { useState, useTransition } from "react";
import { showToast } from "@/components/feedback/toast-store";
import type { FormAction } from "@/components/forms/action-result";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { useHydrated } from "@/components/ui/use-hydrated";
import { LANGUAGE_WORDS, SNIPPET_LANGUAGES, type SnippetLanguage, snippetFor } from "./snippets";

export type ConnectSnippetProps = {
  baseUrl: string;
  agentId: string | null;
  environmentId: string | null;
  makeKey: FormAction;
  /** Why the visitor can't make keys. */
  disabledReason: string | null;
};

/** The lines that point the official SDK here. A key is made on the spot and stands in them this once. */
export function ConnectSnippet({ baseUrl, agentId, environmentId, makeKey, disabledReason }: ConnectSnippetProps) {
  const isHydrated = useHydrated();
  const [language, setLanguage] = useState<SnippetLanguage>("typescript");
  const [key, setKey] = useState<string | null>(null);
  const [isMaking, startMaking] = useTransition();
  const snippet = snippetFor(language, { baseUrl, agentId, environmentId, key });
  const make = () =>
    startMaking(async () => {
      const result = await makeKey(null, new FormData()).catch(() => null);
      const secret = result?.ok ? (result.data as { secret: string }).secret : null;
      if (secret !== null) setKey(secret);
      else
        showToast({ message: result && !result.ok ? result.error.message : "The server did not answer: no key was made.", tone: "failed" });
    });
  return (
    <div className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; these are views. */}
        <div role="group" aria-label="Language" className="inline-flex rounded-md border border-control bg-raised">
          {SNIPPET_LANGUAGES.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === language}
              disabled={!isHydrated}
              onClick={() => setLanguage(one)}
              className="inline-flex h-[26px] items-center border-l border-line-2 px-2.5 font-medium text-ink-2 first:rounded-l-[3px] first:border-l-0 last:rounded-r-[3px] hover:bg-hover aria-pressed:bg-selected aria-pressed:text-ink pointer-coarse:h-9"
            >
              {LANGUAGE_WORDS[one]}
            </button>
          ))}
        </div>
        {key === null ? (
          <Button
            size="sm"
            onClick={make}
            aria-disabled={isMaking || undefined}
            disabledReason={isHydrated ? disabledReason : "Needs JavaScript: the key is shown once, on this page"}
            reasonAlign="start"
          >
            {isMaking ? "Making a key" : "Make a key for it"}
          </Button>
        ) : (
          <p role="status" className="text-xs text-held">
            The key stands in the snippet, this once: Reverie keeps only a hash of it.
          </p>
        )}
      </div>
      <div className="relative">
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key.
          tabIndex={0}
          aria-label={`Snippet, ${LANGUAGE_WORDS[language]}`}
          className="max-h-[420px] overflow-auto rounded-md border border-line-2 bg-sunken p-3 pr-10"
        >
          <pre className="font-mono text-xs/[18px]">{snippet}</pre>
        </section>
        <span className="absolute top-1.5 right-1.5">
          <CopyButton text={snippet} label="Copy the snippet" />
        </span>
      </div>
      {key === null && (
        <p className="mt-1 text-xs text-ink-3">
          Without a key of its own it reads <code className="font-mono">REVERIE_API_KEY</code>.
        </p>
      )}
    </div>
  );
}
