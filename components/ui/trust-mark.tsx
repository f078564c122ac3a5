import { TRUST_LEVELS, type Trust } from "@/lib/trust";
import { cx } from "./cx";

const LOOKS: Record<Trust, { words: string; ink: string }> = {
  operator: { words: "Operator said", ink: "text-trust-operator" },
  user: { words: "User said", ink: "text-trust-user" },
  tool: { words: "Tool returned", ink: "text-trust-tool" },
  web: { words: "From the web", ink: "text-trust-web" },
  agent: { words: "Another agent said", ink: "text-trust-agent" },
};

/** Five bars, tall for each step of trust that is reached, and the words. */
export function TrustMark({ trust }: { trust: Trust }) {
  const steps = TRUST_LEVELS.length;
  const reached = steps - TRUST_LEVELS.indexOf(trust);
  const { words, ink } = LOOKS[trust];
  return (
    <span
      title={`Trust ${reached} of ${steps}`}
      className={cx("inline-flex items-baseline gap-[5px] text-xs font-medium whitespace-nowrap", ink)}
    >
      <svg viewBox="0 0 19 8" width="19" height="8" aria-hidden="true" className="flex-none self-center">
        {TRUST_LEVELS.map((level, step) => {
          const isReached = step < reached;
          return (
            <rect
              key={level}
              x={step * 4}
              y={isReached ? 0 : 6}
              width="3"
              height={isReached ? 8 : 2}
              className={isReached ? "fill-current" : "fill-control"}
            />
          );
        })}
      </svg>
      {words}
    </span>
  );
}
