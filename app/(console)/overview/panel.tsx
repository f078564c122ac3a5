import Link from "next/link";
import { unstable_rethrow } from "next/navigation";
import type { ReactElement } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { buttonClasses } from "@/components/ui/button";
import type { Ctx } from "@/lib/context";
import { log } from "@/lib/log";
import { streamed } from "@/lib/web/streamed";

export type PanelOptions = {
  ctx: Ctx;
  /** What could not be read, for the sentence: "The review queue". */
  what: string;
  /** This page, for Retry. */
  href: string;
  skeleton: ReactElement;
};

/** A part of the page that is read and fails by itself. */
export function panel({ ctx, what, href, skeleton }: PanelOptions, work: () => Promise<ReactElement>): Promise<ReactElement> {
  return streamed(guarded({ ctx, what, href }, work), skeleton);
}

async function guarded({ ctx, what, href }: Omit<PanelOptions, "skeleton">, work: () => Promise<ReactElement>): Promise<ReactElement> {
  try {
    return await work();
  } catch (error) {
    unstable_rethrow(error);
    log.error("a panel of the overview could not be read", { requestId: ctx.requestId, what, error });
    return (
      <div className="border-b border-line px-4 py-3.5 md:px-6">
        <ErrorState
          message={`${what} could not be read. Nothing was changed.`}
          requestId={ctx.requestId}
          actions={
            <Link href={href} className={buttonClasses({})}>
              Retry
            </Link>
          }
        />
      </div>
    );
  }
}
