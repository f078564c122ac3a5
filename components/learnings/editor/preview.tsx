"use client";

import { parseDocument } from "@/lib/learnings/document";
import { LearningCard } from "../learning-card";
import { Markdown } from "../markdown";

/** How the text reads to an agent and to people, sanitised, as it stands in the editor. */
export function Preview({ text, now, zone }: { text: string; now: Date; zone: string }) {
  const { document } = parseDocument(text);
  if (document === null) {
    return (
      <div className="grid gap-2">
        <p className="text-ink-3">Its front matter can’t be read, so it is given as plain text.</p>
        <Markdown text={text} />
      </div>
    );
  }
  return <LearningCard frontMatter={document.frontMatter} body={document.body} now={now} zone={zone} />;
}
