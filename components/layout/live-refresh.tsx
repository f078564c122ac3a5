"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { buttonClasses } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { formatNumber } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import type { LiveTopic } from "@/lib/live-news";
import { useLive } from "./use-live";

export type LiveRefreshProps = {
  topics: readonly LiveTopic[];
  /** Only news of this thing: for its own page. */
  id?: string;
  /** Reads the page again by itself, for a page about one thing; a list asks first, so that nothing moves under the pointer. */
  isAutomatic?: boolean;
  className?: string;
};

const AT_MOST_EVERY_MS = 1_000;
const SAID_AT_MOST_EVERY_MS = 10_000;

/** "3 new — show": what arrived since the page was read. Things the page links to count as changed, others as new. */
export function LiveRefresh({ topics, id, isAutomatic = false, className }: LiveRefreshProps) {
  const router = useRouter();
  const [waiting, setWaiting] = useState<Waiting>(NOTHING);
  const [isReading, startReading] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const read = () => {
    setWaiting(NOTHING);
    startReading(() => router.refresh());
  };
  useLive(topics, (news) => {
    if (news && id !== undefined && news.id !== id) return;
    if (isAutomatic || news === null) {
      clearTimeout(timer.current);
      timer.current = setTimeout(read, AT_MOST_EVERY_MS);
      return;
    }
    const { count } = news;
    if (count !== undefined) setWaiting((before) => ({ ...before, batches: before.batches + count }));
    else {
      const kind = isOnPage(news.id) ? "changed" : "added";
      setWaiting((before) => ({ ...before, [kind]: new Set(before[kind]).add(news.id) }));
    }
  });

  const words = isAutomatic ? null : wordsOf(waiting.added.size + waiting.batches, waiting.changed.size);
  const said = useSaidRarely(words);
  if (isAutomatic) return null;
  return (
    <>
      <span role="status" className="sr-only">
        {said}
      </span>
      {(words || isReading) && (
        <button
          type="button"
          onClick={read}
          className={cx(
            buttonClasses({ variant: "outlined", size: "sm" }),
            "border-info-line bg-info-soft text-info print:hidden",
            className,
          )}
        >
          <Mark name="up" size={14} />
          {isReading ? "Reading" : `${words} — show`}
        </button>
      )}
    </>
  );
}

type Waiting = { added: ReadonlySet<string>; changed: ReadonlySet<string>; batches: number };
const NOTHING: Waiting = { added: new Set(), changed: new Set(), batches: 0 };

function wordsOf(added: number, changed: number): string | null {
  const parts = [added > 0 ? `${formatNumber(added)} new` : null, changed > 0 ? `${formatNumber(changed)} changed` : null];
  return parts.filter(Boolean).join(", ") || null;
}

function isOnPage(id: string): boolean {
  return document.querySelector(`main a[href*="${CSS.escape(id)}"]`) !== null;
}

/** Says the latest words, with some peace between. */
function useSaidRarely(words: string | null): string | null {
  const [said, setSaid] = useState<string | null>(null);
  const lastAt = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, lastAt.current + SAID_AT_MOST_EVERY_MS - Date.now());
    const timer = setTimeout(
      () => {
        if (words) lastAt.current = Date.now();
        setSaid(words);
      },
      words ? wait : 0,
    );
    return () => clearTimeout(timer);
  }, [words]);
  return said;
}
