import Link from "next/link";
import { StatusPill } from "@/components/ui/status-pill";
import type { SessionEvidence } from "./evidence-of-change";

/** Below a text with marked quotes: for or against what they speak. */
export function QuoteCaptions({ quotes, evidence }: { quotes: SessionEvidence["quotes"]; evidence: SessionEvidence }) {
  const sides = [...new Set(quotes.map((quote) => quote.polarity))];
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-xs">
      {sides.map((side) => (
        <StatusPill key={side} tone={side === "supports" ? "success" : "failure"} mark={side === "supports" ? "check" : "cross"}>
          {side === "supports" ? "Evidence for" : "Evidence against"}
        </StatusPill>
      ))}
      <Link href={evidence.href} className="link">
        {evidence.title}
      </Link>
    </p>
  );
}
