import { NOT_KNOWN } from "./format";

/** In place of a figure that can't be known: a dash, with the reason. */
export function NotKnown({ reason }: { reason: string }) {
  return (
    <span title={reason} className="text-ink-3">
      <span aria-hidden="true">{NOT_KNOWN}</span>
      <span className="sr-only">{reason}</span>
    </span>
  );
}
