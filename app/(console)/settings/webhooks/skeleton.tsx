import { SkeletonRows } from "@/components/feedback/skeleton";
import { PageHeader } from "@/components/layout/page-header";

export function WebhooksSkeleton() {
  return (
    <>
      <PageHeader title="Webhooks" />
      <div className="px-4 py-3.5 md:px-6 md:pl-(--margin-col)">
        <SkeletonRows label="Endpoints are on their way" rows={8} />
      </div>
    </>
  );
}
