"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { formatNumber } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Mark } from "@/components/ui/mark";

export type Found = { text: string; seqs: number[]; hasMore: boolean };
export type SearchBoxProps = {
  sessionId: string;
  found: Found | null;
  at: number;
  onFound: (found: Found | null) => void;
  onStep: (step: 1 | -1) => void;
};

const WAIT_MS = 250;

/** Searches the whole session on the server, also what is not loaded; Enter goes from place to place. */
export function SearchBox({ sessionId, found, at, onFound, onStep }: SearchBoxProps) {
  const [state, setState] = useState<"idle" | "searching" | "failed">("idle");
  const input = useRef<HTMLInputElement>(null);
  const asked = useRef<AbortController | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      asked.current?.abort();
    },
    [],
  );
  const search = (text: string) => {
    clearTimeout(timer.current);
    asked.current?.abort();
    if (text.trim() === "") {
      setState("idle");
      onFound(null);
      return;
    }
    timer.current = setTimeout(() => {
      const leave = new AbortController();
      asked.current = leave;
      setState("searching");
      fetch(`/sessions/${sessionId}/search?q=${encodeURIComponent(text)}`, { signal: leave.signal })
        .then(async (response) => {
          if (!response.ok) throw new Error(`The server answered ${response.status}.`);
          const { seqs, hasMore } = (await response.json()) as Omit<Found, "text">;
          setState("idle");
          onFound({ text, seqs, hasMore });
        })
        .catch(() => {
          if (!leave.signal.aborted) setState("failed");
        });
    }, WAIT_MS);
  };
  return (
    <search className="flex min-w-0 items-center gap-1 print:hidden">
      <div className="relative">
        <Input
          ref={input}
          type="search"
          aria-label="Search in this session"
          placeholder="Search in this session"
          data-shortcut="/"
          className="w-52 pr-7 [&::-webkit-search-cancel-button]:hidden"
          onChange={(event) => search(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && found && found.seqs.length > 0) {
              event.preventDefault();
              onStep(event.shiftKey ? -1 : 1);
            }
            if (event.key === "Escape" && input.current) {
              event.preventDefault();
              event.stopPropagation();
              input.current.value = "";
              search("");
              input.current.blur();
            }
          }}
        />
        <span className="pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2">
          <Kbd>/</Kbd>
        </span>
      </div>
      {found && found.seqs.length > 0 && (
        <>
          <Button variant="quiet" isIcon size="sm" aria-label="Previous place" title="Previous place" onClick={() => onStep(-1)}>
            <Mark name="up" size={14} />
          </Button>
          <Button variant="quiet" isIcon size="sm" aria-label="Next place" title="Next place" onClick={() => onStep(1)}>
            <Mark name="down" size={14} />
          </Button>
        </>
      )}
      <span role="status" className="text-xs whitespace-nowrap text-ink-3">
        {state === "searching" && "Searching"}
        {state === "failed" && <span className="text-failure">The search did not answer.</span>}
        {state === "idle" && found && words(found, at)}
      </span>
    </search>
  );
}

function words({ seqs, hasMore }: Found, at: number): string {
  if (seqs.length === 0) return "In no event";
  return `${formatNumber(at + 1)} of ${hasMore ? "more than " : ""}${formatNumber(seqs.length)} events`;
}
