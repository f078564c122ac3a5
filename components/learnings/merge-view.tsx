"use client";

import { useEffect, useRef } from "react";
import { Notice } from "@/components/feedback/notice";
import { CodeBlock } from "@/components/ui/code";
import { CopyButton } from "@/components/ui/copy-button";
import { DiffView } from "@/components/ui/diff-view";
import { formatCount } from "@/components/ui/format";
import type { SaveOutcome } from "./save-outcome";

type Changed = Extract<SaveOutcome, { kind: "changed" }>;

/** Two people wrote at once: what the other one saved, what was typed here, and where they touch the same lines. */
export function MergeView({ changed }: { changed: Changed }) {
  const ref = useRef<HTMLElement>(null);
  const { id } = changed;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each clash takes the focus once.
  useEffect(() => ref.current?.focus(), [id]);
  const { found, isMerged, conflicts } = changed;
  return (
    <section ref={ref} aria-label="Merge" tabIndex={-1} className="grid gap-3">
      <Notice tone="held" isBoxed>
        <b>
          {found.author ?? "Somebody"} saved revision {found.revision} since you read this text.
        </b>{" "}
        {isMerged
          ? "Both changes fit together. The text below holds both: look it over and save."
          : `${formatCount(conflicts.length, "place")} ${conflicts.length === 1 ? "was" : "were"} changed by both of you. Your text is below as you typed it; saving it replaces theirs.`}
      </Notice>
      {conflicts.map((conflict) => (
        <div key={`${conflict.baseLine} ${conflict.oursLine} ${conflict.theirsLine}`} className="grid gap-3 md:grid-cols-3">
          <Side title={`Before, from line ${conflict.baseLine}`} text={conflict.base} />
          <Side title={`${found.author ?? "Theirs"}, from line ${conflict.oursLine}`} text={conflict.ours} />
          <Side title={`Yours, from line ${conflict.theirsLine}`} text={conflict.theirs} />
        </div>
      ))}
      <DiffView
        lines={changed.lines}
        path={isMerged ? "Published text to merged text" : "Published text to yours"}
        label="what saving would change"
      />
      <details>
        <summary className="inline-flex rounded-md text-ink-2 hover:text-ink hover:underline hover:underline-offset-3">
          Both texts in full
        </summary>
        <div className="mt-2 grid gap-3 md:grid-cols-2">
          <Full title={`Published, revision ${found.revision}`} text={changed.now} />
          <Full title="As you typed it" text={changed.yours} />
        </div>
      </details>
    </section>
  );
}

function Side({ title, text }: { title: string; text: string }) {
  return (
    <div className="min-w-0">
      <p className="label mb-1">{title}</p>
      {text === "" ? <p className="text-ink-3">Nothing</p> : <CodeBlock text={text} label={title} />}
    </div>
  );
}

function Full({ title, text }: { title: string; text: string }) {
  return (
    <div className="min-w-0">
      <p className="label mb-1 flex items-center justify-between">
        {title}
        <CopyButton text={text} label={`Copy: ${title}`} size="sm" />
      </p>
      <CodeBlock text={text} label={title} fold={null} />
    </div>
  );
}
