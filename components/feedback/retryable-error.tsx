"use client";

import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ErrorState } from "./error-state";

/** The error state with its Retry; for `error.tsx` files. */
export function RetryableError({ message, requestId, retry }: { message: string; requestId?: string | null; retry: () => void }) {
  const [isRetrying, startRetry] = useTransition();
  return (
    <ErrorState
      message={message}
      requestId={requestId}
      actions={
        <Button onClick={() => startRetry(retry)} aria-disabled={isRetrying || undefined}>
          {isRetrying ? "Retrying" : "Retry"}
        </Button>
      }
    />
  );
}
