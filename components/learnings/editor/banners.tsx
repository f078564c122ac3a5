import type { ActionError } from "@/components/forms/action-result";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";

export type BannersProps = {
  error: ActionError | null;
  idPrefix: string;
  draft: string | null;
  bringBack: () => void;
  discard: () => void;
  behind: { author: string | null; number: number } | null;
  mergeNow: (() => void) | null;
};

/** Above the editor: what was refused, what was typed before, and what somebody else saved meanwhile. */
export function Banners({ error, idPrefix, draft, bringBack, discard, behind, mergeNow }: BannersProps) {
  return (
    <>
      {error && (
        <div className="px-4 pt-3 md:px-6">
          <FormError error={error} idPrefix={idPrefix} />
        </div>
      )}
      {draft !== null && (
        <div className={BAND}>
          <p className="min-w-0 flex-1">Text typed here before was not saved.</p>
          <Button size="sm" onClick={bringBack}>
            Bring it back
          </Button>
          <Button size="sm" variant="quiet" onClick={discard}>
            Discard it
          </Button>
        </div>
      )}
      {behind && (
        <div className={BAND} role="status">
          <p className="min-w-0 flex-1">
            <b>
              {behind.author ?? "Reverie"} saved version {behind.number} while you type.
            </b>{" "}
            Your text is untouched.
          </p>
          {mergeNow && (
            <Button size="sm" onClick={mergeNow}>
              Merge it in
            </Button>
          )}
        </div>
      )}
    </>
  );
}

const BAND = "flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-info-line bg-info-soft px-4 py-2 text-info md:px-6";
