import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function ApiReferenceSkeleton() {
  return (
    <>
      <PageHeader title="API reference" />
      <div className="h-[62px] border-b border-line" />
      <div className="px-4 py-2 md:px-6">
        <SkeletonRows label="Endpoints are on their way" rows={16} />
      </div>
    </>
  );
}
