import { FEWEST_FOR_A_RATE, formatNumber, formatPercent } from "@/components/ui/format";
import { NotKnown } from "@/components/ui/not-known";
import { wilsonInterval } from "@/lib/outcomes/wilson";

export type ShareIntervalProps = {
  met: number;
  judged: number;
  /** Why there is none. */
  missing?: string;
  width?: number;
};

/** A share with its doubt: a whisker on the scale from 0 to 100 %, the rate with its n, the interval as its title. */
export function ShareInterval({ met, judged, missing = "No session with a verdict", width = 64 }: ShareIntervalProps) {
  if (judged === 0) return <NotKnown reason={missing} />;
  const { lo, hi } = wilsonInterval(met, judged);
  const isTooFew = judged < FEWEST_FOR_A_RATE;
  const range = `95 % interval ${formatPercent(lo)} to ${formatPercent(hi)}`;
  const x = (share: number) => Math.round((share * (width - 6) + 3) * 10) / 10;
  return (
    <span className="inline-flex items-baseline gap-2 whitespace-nowrap" title={isTooFew ? `Too few to tell; ${range}` : range}>
      <svg
        viewBox={`0 0 ${width} 16`}
        width={width}
        height="16"
        aria-hidden="true"
        className="flex-none self-center overflow-visible fill-none"
      >
        <path d={`M3 8H${width - 3}`} className="stroke-line-2" />
        <path
          d={`M${x(lo)} 8H${x(hi)}M${x(lo)} 5v6M${x(hi)} 5v6`}
          strokeWidth="1.5"
          className={isTooFew ? "stroke-line-3" : "stroke-ink-3"}
        />
        <circle cx={x(met / judged)} cy="8" r="3" className={isTooFew ? "fill-surface stroke-ink-3 stroke-[1.5]" : "fill-ink-2"} />
      </svg>
      <span className={isTooFew ? "text-ink-3" : undefined}>
        {formatPercent(met / judged)}{" "}
        <span className={isTooFew ? "text-ink" : "font-normal text-ink-3"}>
          ({formatNumber(met)}/{formatNumber(judged)})
        </span>
      </span>
      <span className="sr-only">{isTooFew ? `too few to tell, ${range}` : range}</span>
    </span>
  );
}
