"use client";

import { RetryableError } from "@/components/feedback/retryable-error";
import { PageHeader } from "@/components/layout/page-header";

type ErrorProps = { error: { digest?: string } | null | undefined; retry: () => void };

/** A page that could not be shown. The shell around it still works. */
export default function ConsoleError({ error, retry }: ErrorProps) {
  return (
    <>
      <PageHeader title="This page could not be shown" />
      <div className="px-4 py-4 md:px-6">
        <RetryableError
          message="The server could not read what belongs here. Nothing was changed."
          requestId={error?.digest}
          retry={retry}
        />
      </div>
    </>
  );
}
