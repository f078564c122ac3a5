import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";
import { Mark } from "@/components/ui/mark";

export type ErrorStateProps = {
  /** What could not be done and why: "Costs could not be read: the database did not answer within 5 s." */
  message: string;
  /** Finds the case in the log. */
  requestId?: string | null;
  /** Retry, as a button or a link to the same page. */
  actions?: ReactNode;
  children?: ReactNode;
};

/** A panel that failed, alone. */
export function ErrorState({ message, requestId, actions, children }: ErrorStateProps) {
  return (
    <div role="alert" className="max-w-[72ch] py-1">
      <p className="flex items-start gap-1.5">
        <Mark name="warning" className="mt-0.5 text-failure" />
        {message}
      </p>
      {children && <div className="mt-1 text-ink-2">{children}</div>}
      {(actions || requestId) && (
        <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-2">
          {actions}
          {requestId && (
            <span className="inline-flex min-w-0 items-center gap-1">
              <span className="font-mono text-xs wrap-anywhere text-ink-3">{requestId}</span>
              <CopyButton text={requestId} label="Copy request id" />
            </span>
          )}
        </div>
      )}
    </div>
  );
}
