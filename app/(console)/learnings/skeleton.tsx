import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function LearningsSkeleton() {
  return (
    <>
      <PageHeader title="Learnings" />
      <div className="px-4 py-2 md:px-6">
        <SkeletonRows label="Learnings are on their way" rows={8} />
      </div>
    </>
  );
}
