/** The evidence of one change inside one session, as the trace shows it. Pure. */
import type { Evidence } from "@/lib/dreaming/types";

export type SessionEvidence = {
  /** The change's title. */
  title: string;
  /** Where the change can be read. */
  href: string;
  quotes: readonly (Evidence & { ordinal: number })[];
};

/** The quotes from one event. */
export function quotesOf(evidence: SessionEvidence | null, eventId: string | undefined): SessionEvidence["quotes"] {
  if (!evidence || !eventId) return [];
  return evidence.quotes.filter((quote) => quote.eventId === eventId);
}
