"use client";

import { catchError, type ErrorInfo } from "next/error";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ErrorState } from "./error-state";

type PanelProps = {
  /** What the panel shows, to begin the sentence: "Costs". */
  what: string;
};

function PanelError({ what }: PanelProps, { error, retry }: ErrorInfo) {
  return <RetryableError message={`${what} could not be read.`} requestId={digestOf(error)} retry={retry} />;
}

/** Keeps the failure of one panel inside it, with a way to try again. `<PanelBoundary what="Costs">…</PanelBoundary>` */
export const PanelBoundary = catchError<PanelProps>(PanelError);

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

/** What the server logged the error under; the only trace of it that reaches the browser. */
function digestOf(error: unknown): string | null {
  return typeof error === "object" && error !== null && "digest" in error && typeof error.digest === "string" ? error.digest : null;
}
