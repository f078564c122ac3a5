"use client";

import { useCallback, useRef, useState } from "react";
import { type RowContent, type TraceView, WINDOW } from "./types";

export type Loaded = { rows: RowContent[]; view: TraceView; fromSeq: number };

/** The contents of rows, read in windows as they come into view and kept. */
export function useRows(sessionId: string, view: TraceView, initial: Loaded) {
  const isRaw = view === "raw";
  const [version, setVersion] = useState(0);
  const [failed, setFailed] = useState<string | null>(null);
  const store = useRef<{ rows: Map<string, RowContent>; windows: Set<string> } | null>(null);
  if (store.current === null) {
    const raw = initial.view === "raw";
    store.current = {
      rows: new Map(initial.rows.map((row) => [keyOf(raw, row.seq), row])),
      windows: new Set([keyOf(raw, windowOf(initial.fromSeq))]),
    };
  }
  const find = useCallback((seq: number) => store.current?.rows.get(keyOf(isRaw, seq)) ?? null, [isRaw]);
  const ensure = useCallback(
    (seqs: readonly number[]) => {
      // Rows of a session that goes on came by themselves: only what is not here is read.
      const missing = seqs.filter((seq) => !store.current?.rows.has(keyOf(isRaw, seq)));
      for (const number of new Set(missing.map(windowOf))) {
        const key = keyOf(isRaw, number);
        if (!store.current || store.current.windows.has(key)) continue;
        store.current.windows.add(key);
        const from = number * WINDOW + 1;
        const query = new URLSearchParams({ from: String(from), to: String(from + WINDOW - 1), ...(isRaw && { view: "raw" }) });
        void fetch(`/sessions/${sessionId}/rows?${query}`)
          .then(async (response) => {
            const body = (await response.json()) as { rows?: RowContent[]; error?: { message: string } };
            if (!response.ok || !body.rows) throw new Error(body.error?.message ?? `The server answered ${response.status}.`);
            for (const row of body.rows) store.current?.rows.set(keyOf(isRaw, row.seq), row);
            setFailed(null);
            setVersion((before) => before + 1);
          })
          .catch((error: unknown) => {
            setFailed(error instanceof Error ? error.message : "The server did not answer.");
          });
      }
    },
    [sessionId, isRaw],
  );
  /** Rows that are new or changed. In the other form those of the window are read again when they come into view. */
  const put = useCallback(
    (rows: readonly RowContent[], newSeqs: readonly number[]) => {
      const { current } = store;
      if (!current) return;
      for (const row of rows) {
        current.rows.set(keyOf(isRaw, row.seq), row);
        current.rows.delete(keyOf(!isRaw, row.seq));
      }
      for (const seq of [...newSeqs, ...rows.map((row) => row.seq)]) {
        current.windows.delete(keyOf(!isRaw, windowOf(seq)));
        if (newSeqs.includes(seq)) current.windows.delete(keyOf(isRaw, windowOf(seq)));
      }
      setVersion((before) => before + 1);
    },
    [isRaw],
  );
  /** Windows that failed are asked for again. */
  const retry = useCallback(() => {
    const { current } = store;
    if (!current) return;
    for (const key of current.windows) {
      const [kind, number] = key.split(":");
      const from = Number(number) * WINDOW + 1;
      const isThere = [...current.rows.keys()].some((row) => {
        const [rowKind, seq] = row.split(":");
        return rowKind === kind && Number(seq) >= from && Number(seq) < from + WINDOW;
      });
      if (!isThere) current.windows.delete(key);
    }
    setFailed(null);
    setVersion((before) => before + 1);
  }, []);
  return { find, ensure, retry, put, failed, version };
}

function windowOf(seq: number): number {
  return Math.floor((seq - 1) / WINDOW);
}

function keyOf(isRaw: boolean, number: number): string {
  return `${isRaw ? "raw" : "text"}:${number}`;
}
