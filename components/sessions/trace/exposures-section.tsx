import Link from "next/link";
import { AsideSection } from "@/components/layout/aside-section";
import { formatNumber, formatPercent } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";
import { reasonInWords } from "@/lib/retrieval/reason-words";
import type { SessionExposure } from "@/lib/retrieval/types";
import type { SessionSource } from "@/lib/sessions/types";

type ExposuresSectionProps = { exposures: readonly SessionExposure[]; source: SessionSource };

/** What the session was given of what its agent had learned, and what it was drawn to go without. */
export function ExposuresSection({ exposures, source }: ExposuresSectionProps) {
  const given = exposures.filter((one) => one.arm === "given");
  const withheld = exposures.filter((one) => one.arm === "withheld");
  return (
    <AsideSection title="Given at start" note={given.length > 0 && <span className="text-ink-3">{formatNumber(given.length)}</span>}>
      {exposures.length === 0 && (
        <p className="text-ink-2">
          {source === "import"
            ? "No learning was given to this session: it was recorded elsewhere and imported."
            : "No learning was given to this session: none applied, or it never asked."}
        </p>
      )}
      {given.length === 0 && exposures.length > 0 && <p className="text-ink-2">Nothing: all that applied was kept back.</p>}
      <ExposureList exposures={given} />
      {withheld.length > 0 && (
        <>
          <h3 className="mt-3">Withheld</h3>
          <p className="mb-1.5 text-xs text-ink-3">
            They applied, but a draw kept them back from this session, so that their effect can be measured.
          </p>
          <ExposureList exposures={withheld} />
        </>
      )}
    </AsideSection>
  );
}

function ExposureList({ exposures }: { exposures: readonly SessionExposure[] }) {
  if (exposures.length === 0) return null;
  return (
    <ul className="grid gap-2.5">
      {exposures.map(({ exposureId, memoryId, versionId, title, arm, holdoutShare, score, why }) => (
        <li key={`${exposureId} ${memoryId}`}>
          <Link href={`/learnings/${memoryId}`} className="link font-medium">
            <VisibleText text={title} />
          </Link>
          <p className="text-xs text-ink-3">
            Score {formatNumber(score, 1)},{" "}
            <Link href={`/learnings/${memoryId}?tab=history&to=${versionId}`} className="link">
              text as it was then
            </Link>
            {arm === "withheld" && <>; kept back with a chance of {formatPercent(holdoutShare, 0)}</>}
          </p>
          <details className="mt-0.5">
            <summary className="text-xs text-ink-3 hover:text-ink">Why</summary>
            <ul className="mt-0.5 list-disc pl-4 text-xs text-ink-2">
              {why.map((reason) => (
                <li key={reason.part}>
                  <VisibleText text={reasonInWords(reason)} />
                </li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
}
