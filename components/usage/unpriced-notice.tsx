import Link from "next/link";
import { Notice } from "@/components/feedback/notice";
import { formatCount } from "@/components/ui/format";
import { VisibleText } from "@/components/ui/visible-text";

export type UnpricedNoticeProps = {
  unpriced: readonly { model: string; calls: number }[];
  disabledReason: string | null;
};

/** Names what is in no sum, and where a price is set. */
export function UnpricedNotice({ unpriced, disabledReason }: UnpricedNoticeProps) {
  if (unpriced.length === 0) return null;
  return (
    <Notice tone="held">
      <p className="font-medium">Some models had no price: their tokens are counted, their cost is in no sum.</p>
      <ul className="mt-1">
        {unpriced.map(({ model, calls }) => (
          <li key={model}>
            <VisibleText text={model} />, {formatCount(calls, "call")}.{" "}
            {disabledReason === null ? (
              <Link href={`/settings/models?${new URLSearchParams({ model })}`} className="link">
                Set its price
              </Link>
            ) : (
              <span className="text-xs">{disabledReason} to set one.</span>
            )}
          </li>
        ))}
      </ul>
      <p className="mt-1 text-xs">A price holds for calls from then on; these keep none.</p>
    </Notice>
  );
}
