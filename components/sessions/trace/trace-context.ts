"use client";

import { createContext, useContext } from "react";
import type { TraceQuote } from "./types";

export type TraceContextValue = {
  sessionId: string;
  agentName: string;
  zone: string;
  /** Whether more may come: then a call without a result is still at work. */
  isOpen: boolean;
  /** Brings an event into view and puts the focus on its row. */
  jump: (seq: number) => void;
  hrefOf: (eventId: string) => string;
  quotesOf: (eventId: string) => readonly TraceQuote[];
  isUnfolded: (seq: number, isOpenByItself: boolean) => boolean;
  setUnfolded: (seq: number, isOpen: boolean) => void;
  /** Texts loaded beyond their first lines, kept while rows come and go. */
  texts: Map<string, LoadedText>;
};
export type LoadedText = { pieces: string[]; next: number | null; length: number };

export const TraceContext = createContext<TraceContextValue | null>(null);

export function useTrace(): TraceContextValue {
  const value = useContext(TraceContext);
  if (!value) throw new Error("A piece of the trace stands outside of it.");
  return value;
}
