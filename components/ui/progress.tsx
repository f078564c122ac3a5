import { cx } from "./cx";

export type ProgressProps = {
  /** 0..1; null while it can't be known. */
  value: number | null;
  /** What is making progress. */
  label: string;
  /** In words: "Validating 14 of 22, 3 to 5 min left". */
  text: string;
  /** Shows the words above the bar. */
  withText?: boolean;
  tone?: "accent" | "ink" | "held" | "failure";
  /** A goal on the same scale (0..1), drawn as a tick. */
  mark?: number;
};

const FILLS = { accent: "fill-accent", ink: "fill-ink-2", held: "fill-held", failure: "fill-failure" };

/** A bar that says in words where it stands. It does not move by itself. */
export function Progress({ value, label, text, withText = false, tone = "accent", mark }: ProgressProps) {
  const share = value === null ? null : Math.min(1, Math.max(0, value));
  return (
    <div>
      {withText && (
        <p aria-hidden="true" className="text-xs text-ink-3">
          {text}
        </p>
      )}
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
        aria-valuetext={text}
        className={cx(withText && "mt-1.5")}
      >
        <svg width="100%" height="10" aria-hidden="true" className="block overflow-visible">
          <rect y="3" width="100%" height="4" className="fill-line" />
          {share !== null && <rect y="3" width={`${share * 100}%`} height="4" className={FILLS[tone]} />}
          {mark !== undefined && <rect x={`${mark * 100}%`} width="2" height="10" transform="translate(-1)" className="fill-ink" />}
        </svg>
      </div>
    </div>
  );
}
