import { cx } from "@/components/ui/cx";

/** A bar of the final size of what is awaited. */
export function Skeleton({ className = "h-3 w-full" }: { className?: string }) {
  return <span aria-hidden="true" className={cx("skeleton block rounded-sm bg-line", className)} />;
}

const WIDTHS = ["w-[46%]", "w-[38%]", "w-[52%]", "w-[41%]", "w-[34%]"];

/** Rows of a list that is on its way. Nothing shows in the first 150 ms, nothing moves after. */
export function SkeletonRows({ label, rows = 5 }: { label: string; rows?: number }) {
  return (
    <div role="status" aria-busy="true" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key, row) => (
        <div key={key} className="flex h-(--row) items-center justify-between gap-4">
          <Skeleton className={cx("h-3", WIDTHS[row % WIDTHS.length])} />
          <Skeleton className="h-3 w-15" />
        </div>
      ))}
    </div>
  );
}
