"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { cx } from "@/components/ui/cx";
import { formatCount } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { VisibleText } from "@/components/ui/visible-text";
import type { MergeChunk } from "@/lib/learnings/merge";

export type MergeTexts = {
  base: string;
  theirs: string;
  yours: string;
  found: { content: string; sha256: string; versionId: string; number: number; author: string | null };
};

type Pick = "theirs" | "yours" | "both" | "base";
type Hunk = { index: number; chunk: MergeChunk; pick: Pick | null };

export type MergePanelProps = {
  texts: MergeTexts;
  /** The text in the editor. */
  current: string;
  mergeChunks: (base: string, ours: string, theirs: string) => MergeChunk[];
  onText: (text: string) => void;
  /** How many places are not decided. */
  onOpen: (count: number) => void;
  onClose: () => void;
};

const WORDS: Record<Pick, string> = { theirs: "Theirs", yours: "Yours", both: "Both", base: "As before" };

/**
 * Two people wrote at once. Every place that either changed stands here with both sides; what only one of them changed is taken over, what
 * both changed is chosen. Each choice is written into the editor at once; both texts stay until it is saved.
 */
export function MergePanel({ texts, current, mergeChunks, onText, onOpen, onClose }: MergePanelProps) {
  const ref = useRef<HTMLElement>(null);
  // In the merge's words "ours" is what is published now, "theirs" what was typed here.
  const [chunks] = useState(() => mergeChunks(texts.base, texts.theirs, texts.yours));
  const [picks, setPicks] = useState<ReadonlyMap<number, Pick>>(() => new Map(chunks.flatMap(({ kind }, index) => firstPick(kind, index))));
  const [written, setWritten] = useState<string | null>(null);
  const hunks = chunks.flatMap((chunk, index): Hunk[] => (chunk.kind === "same" ? [] : [{ index, chunk, pick: picks.get(index) ?? null }]));
  const open = hunks.filter((hunk) => hunk.pick === null).length;
  const isEdited = written !== null && current !== written;

  const write = (next: ReadonlyMap<number, Pick>) => {
    const text = chunks.map((chunk, index) => textOf(chunk, next.get(index) ?? "yours")).join("");
    setPicks(next);
    setWritten(text);
    onText(text);
    onOpen(chunks.filter(({ kind }, index) => kind !== "same" && !next.has(index)).length);
  };
  const started = useRef(false);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    write(picks);
    ref.current?.focus();
  });

  const who = texts.found.author ?? "Somebody";
  return (
    <section ref={ref} aria-label="Merge" tabIndex={-1} className="border-b border-line-2 outline-none">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-held-line bg-held-soft px-4 py-2 text-held md:px-6">
        <Mark name="warning" />
        <p className="min-w-0 flex-1 basis-72">
          <b>
            {who} saved version {texts.found.number} since you read this text.
          </b>{" "}
          {open > 0
            ? `${formatCount(open, "place was", "places were")} changed by both of you: choose. The rest fits together.`
            : "Everything is decided: look over the text below and save."}
        </p>
        <CopyButton text={texts.yours} label="Copy your text" size="sm" />
        <Button size="sm" variant="quiet" onClick={() => onText(texts.yours)}>
          Back to my text alone
        </Button>
        {open === 0 && (
          <Button size="sm" variant="quiet" onClick={onClose}>
            Close
          </Button>
        )}
      </div>
      {isEdited && (
        <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-1.5 text-xs text-ink-2 md:px-6">
          <p className="flex-1">You have changed the merged text by hand since. A choice here would write over that.</p>
          <Button size="sm" onClick={() => write(picks)}>
            Write the choices again
          </Button>
        </div>
      )}
      <ol aria-label="Places that differ" className="max-h-[46vh] overflow-y-auto">
        {hunks.map((hunk, at) => (
          <HunkRow
            key={hunk.index}
            hunk={hunk}
            number={at + 1}
            of={hunks.length}
            who={who}
            isFrozen={isEdited}
            choose={(pick) => write(new Map(picks).set(hunk.index, pick))}
          />
        ))}
      </ol>
    </section>
  );
}

function firstPick(kind: MergeChunk["kind"], index: number): [number, Pick][] {
  if (kind === "ours" || kind === "alike") return [[index, "theirs"]];
  return kind === "theirs" ? [[index, "yours"]] : [];
}

function textOf(chunk: MergeChunk, pick: Pick): string {
  switch (pick) {
    case "theirs":
      return chunk.ours;
    case "yours":
      return chunk.kind === "ours" || chunk.kind === "same" ? chunk.ours : chunk.theirs;
    case "both":
      return joinLines(chunk.ours, chunk.theirs);
    case "base":
      return chunk.base;
  }
}

function joinLines(first: string, second: string): string {
  return first === "" || first.endsWith("\n") ? first + second : `${first}\n${second}`;
}

const KIND_WORDS: Record<MergeChunk["kind"], string> = {
  same: "",
  ours: "only they changed this",
  theirs: "only you changed this",
  alike: "you both wrote the same",
  conflict: "you both changed this",
};

type HunkRowProps = { hunk: Hunk; number: number; of: number; who: string; isFrozen: boolean; choose: (pick: Pick) => void };

function HunkRow({ hunk: { chunk, pick }, number, of, who, isFrozen, choose }: HunkRowProps) {
  const offered: Pick[] =
    chunk.kind === "conflict" ? ["theirs", "yours", "both"] : chunk.kind === "theirs" ? ["yours", "base"] : ["theirs", "base"];
  return (
    <li data-hunk="" tabIndex={-1} className="border-b border-line px-4 py-2.5 outline-none last:border-b-0 focus-visible:bg-hover md:px-6">
      <div className="mb-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
        <b>
          Place {number} of {of}
        </b>
        <span className={pick === null ? "text-held" : "text-ink-3"}>
          line {chunk.baseLine}, {KIND_WORDS[chunk.kind]}
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend can't share its line. */}
        <span role="group" aria-label={`Place ${number}`} className="ml-auto inline-flex rounded-md border border-control bg-raised">
          {offered.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={pick === one}
              disabled={isFrozen}
              onClick={() => choose(one)}
              className="inline-flex h-[22px] items-center gap-1 border-l border-line-2 px-2 font-medium text-ink-2 first:rounded-l-[3px] first:border-l-0 last:rounded-r-[3px] hover:bg-hover disabled:text-ink-3 aria-pressed:bg-selected aria-pressed:text-ink pointer-coarse:h-9"
            >
              {pick === one && <Mark name="check" size={14} />}
              {WORDS[one]}
            </button>
          ))}
        </span>
      </div>
      <div className={cx("grid gap-3", chunk.kind === "conflict" ? "md:grid-cols-3" : "md:grid-cols-2")}>
        <Side title="Before" text={chunk.base} isTaken={pick === "base"} />
        {chunk.kind !== "theirs" && <Side title={who} text={chunk.ours} isTaken={pick === "theirs" || pick === "both"} tone="theirs" />}
        {chunk.kind !== "ours" && chunk.kind !== "alike" && (
          <Side title="You" text={chunk.theirs} isTaken={pick === "yours" || pick === "both"} tone="yours" />
        )}
      </div>
    </li>
  );
}

function Side({ title, text, isTaken, tone }: { title: string; text: string; isTaken: boolean; tone?: "theirs" | "yours" }) {
  return (
    <div className="min-w-0">
      <p className="label mb-1 flex items-center gap-1">
        {title}
        {isTaken && (
          <span className="inline-flex items-center gap-0.5 text-success">
            <Mark name="check" size={14} />
            taken
          </span>
        )}
      </p>
      <pre
        className={cx(
          "min-h-6 rounded-md border px-2 py-1 font-mono text-xs/5 wrap-anywhere whitespace-pre-wrap",
          isTaken ? "border-success-line" : "border-line",
          tone ? "bg-diff-add" : "bg-sunken text-ink-2",
          !isTaken && tone && "opacity-80",
        )}
      >
        {text === "" ? <span className="font-sans text-ink-3">Nothing</span> : <VisibleText text={text.replace(/\n$/, "")} />}
      </pre>
    </div>
  );
}
