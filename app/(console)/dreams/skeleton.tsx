import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function DreamsSkeleton() {
  return (
    <>
      <PageHeader title="Dreams" />
      <div className="px-4 py-2 md:px-6">
        <SkeletonRows label="Dreams are on their way" rows={8} />
      </div>
    </>
  );
}
