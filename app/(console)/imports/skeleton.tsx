import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function ImportsSkeleton() {
  return (
    <>
      <PageHeader title="Imports" />
      <div className="px-4 py-3.5 md:px-6 md:pl-(--margin-col)">
        <SkeletonRows label="Imports are on their way" rows={10} />
      </div>
    </>
  );
}
