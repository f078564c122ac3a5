"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import type { PublishOutcome } from "@/components/dreams/publish-form";
import { showToast } from "@/components/feedback/toast-store";
import type { FormAction } from "@/components/forms/action-result";
import { ConfirmDialog } from "@/components/forms/confirm-dialog";
import { TextField } from "@/components/forms/fields";
import type { ButtonSize, ButtonVariant } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";

export type PublishDreamProps = {
  dreamId: string;
  agentName: string;
  approved: number;
  /** What will happen, in counts. */
  children: ReactNode;
  action: FormAction;
  variant?: ButtonVariant;
  size?: ButtonSize;
  disabledReason: string | null;
};

/** Publishes what was approved, where it was approved: the end of the loop. What no longer fits the store leads to the dream, with both sides. */
export function PublishDream({ dreamId, agentName, approved, children, action, variant, size, disabledReason }: PublishDreamProps) {
  const router = useRouter();
  const done = (data: unknown) => {
    // `publishChangeSetAction` returns nothing else.
    const outcome = data as PublishOutcome;
    if (outcome.revision !== null) {
      showToast({
        message: `Published ${formatCount(approved, "change")} as revision ${outcome.revision}`,
        link: { label: "See the learnings", href: "/learnings?status=published" },
      });
      return;
    }
    showToast({ message: `Nothing was published: the store moved in ${formatCount(outcome.conflicts.length, "place")}.`, tone: "failed" });
    router.push(`/dreams/${dreamId}#publish`);
  };
  const what = formatCount(approved, "change");
  return (
    <ConfirmDialog
      trigger={`Publish ${what}`}
      triggerLabel={`Publish ${what} of ${agentName}`}
      title={`Publish ${what} of ${agentName}?`}
      variant={variant}
      size={size}
      disabledReason={disabledReason}
      action={action}
      hidden={{ dream_id: dreamId }}
      submitLabel={`Publish ${what}`}
      pendingLabel="Publishing"
      onSuccess={done}
      fields={<TextField name="message" label="Message of the revision" aside="optional" maxLength={1000} autoComplete="off" />}
    >
      {children}
    </ConfirmDialog>
  );
}
