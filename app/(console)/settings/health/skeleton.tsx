import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function HealthSkeleton() {
  return (
    <>
      <PageHeader title="Health" />
      <div className="px-4 py-3.5 md:px-6 md:pl-(--margin-col)">
        <SkeletonRows label="Asking the processes" rows={8} />
      </div>
    </>
  );
}
