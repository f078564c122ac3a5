import { cx } from "@/components/ui/cx";

const TONES: Record<string, string> = {
  GET: "text-info",
  POST: "text-success",
  PATCH: "text-success",
  DELETE: "text-failure",
};

/** The verb of an endpoint; its colour repeats what the word says. */
export function MethodMark({ method }: { method: string }) {
  return <span className={cx("inline-block w-[6ch] shrink-0 font-mono text-xs", TONES[method])}>{method}</span>;
}
