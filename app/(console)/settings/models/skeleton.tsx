import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function ModelsSkeleton() {
  return (
    <>
      <PageHeader title="Models and prices" />
      <div className="px-4 py-3.5 md:px-6 md:pl-(--margin-col)">
        <SkeletonRows label="Models are on their way" rows={12} />
      </div>
    </>
  );
}
