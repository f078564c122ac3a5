"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import type { DocumentEdit, DocumentForm as FormOfText } from "@/lib/learnings/edit-document";
import { DocumentForm } from "./document-form";
import { PaneHead } from "./pane-head";
import type { Engine } from "./use-engine";

export type LeftPaneProps = {
  engine: Engine | null;
  form: FormOfText;
  text: string;
  /** The text as it was read, and how that reads, as the server wrote it. */
  saved: string;
  preview: ReactNode;
  isReadOnly: boolean;
  now: Date;
  zone: string;
  status: string | null;
  edit: ((edit: DocumentEdit) => void) | null;
  startFrontMatter: (() => void) | null;
};

/** The form, or how it reads; without the right to change it, how it reads comes first. */
export function LeftPane({ engine, form, text, saved, status, edit, startFrontMatter, preview, isReadOnly, now, zone }: LeftPaneProps) {
  const [shows, setShows] = useState<"form" | "preview">(isReadOnly ? "preview" : "form");
  return (
    <section aria-label={shows === "form" ? "Form" : "Preview"} className="min-w-0">
      <PaneHead
        title={
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; these choose a view.
          <span role="group" aria-label="Shown beside the text" className="-ml-2 inline-flex gap-1">
            {(["form", "preview"] as const).map((view) => (
              <button
                key={view}
                type="button"
                aria-pressed={shows === view}
                onClick={() => setShows(view)}
                className="h-7 rounded-md px-2 font-medium text-ink-3 hover:bg-hover aria-pressed:font-semibold aria-pressed:text-ink"
              >
                {view === "form" ? "Form" : "Preview"}
              </button>
            ))}
          </span>
        }
      >
        {status && (
          <span className="inline-flex items-center gap-1.5 text-held">
            <Mark name="half" size={14} />
            {status}
          </span>
        )}
      </PaneHead>
      <div className="px-4 py-4 md:px-6">
        {shows === "preview" ? (
          engine && text !== saved ? (
            <engine.Preview text={text} now={now} zone={zone} />
          ) : (
            preview
          )
        ) : form.state === "ok" ? (
          <DocumentForm values={form.values} body={form.body} edit={edit} isLoading={engine === null} />
        ) : form.state === "plain" ? (
          <div className="grid gap-2">
            <p>This text has no front matter: no trigger, no steps. It is given as it is.</p>
            {startFrontMatter && (
              <Button onClick={startFrontMatter} aria-disabled={engine === null || undefined} className="justify-self-start">
                Add front matter
              </Button>
            )}
          </div>
        ) : (
          <p>The front matter can’t be read. The form comes back once the text beside it can: its faults are marked at their lines.</p>
        )}
      </div>
    </section>
  );
}
