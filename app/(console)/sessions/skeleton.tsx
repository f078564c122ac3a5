import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function SessionsSkeleton() {
  return (
    <>
      <PageHeader title="Sessions" />
      <div className="h-[76px] border-b border-line max-lg:h-32" />
      <div className="px-4 py-2 md:px-6">
        <SkeletonRows label="Sessions are on their way" rows={16} />
      </div>
    </>
  );
}
