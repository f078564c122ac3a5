"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { useLive } from "@/components/layout/use-live";
import { buttonClasses } from "@/components/ui/button";
import { formatNumber } from "@/components/ui/format";
import { Mark } from "@/components/ui/mark";
import { isOwn } from "./own-news";

/** Decided by others, or proposed by a dream, since the page was read. Nothing moves until it is asked for; own decisions are no news. */
export function QueueNews({ currentId }: { currentId: string | null }) {
  const router = useRouter();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [isReading, startReading] = useTransition();
  const read = () => {
    setIds(new Set());
    startReading(() => router.refresh());
  };
  useLive(["review"], (news) => {
    if (news && !isOwn(news.id)) setIds((before) => new Set(before).add(news.id));
  });
  if (ids.size === 0 && !isReading) return null;
  const words = currentId !== null && ids.has(currentId) ? "This change was touched" : `${formatNumber(ids.size)} changed`;
  return (
    <button
      type="button"
      onClick={read}
      className={`${buttonClasses({ variant: "outlined", size: "sm" })} border-info-line bg-info-soft text-info print:hidden`}
    >
      <Mark name="up" size={14} />
      {isReading ? "Reading" : `${words} — show`}
    </button>
  );
}
