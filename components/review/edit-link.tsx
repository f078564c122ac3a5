import { Button, ButtonLink, type ButtonSize } from "@/components/ui/button";

/** To the editor, which is in the review. Where nothing can be edited the button says why. */
export function EditLink({ changeId, disabledReason, size }: { changeId: string; disabledReason: string | null; size?: ButtonSize }) {
  if (disabledReason) {
    return (
      <Button size={size} disabledReason={disabledReason} reasonAlign="start">
        Edit
      </Button>
    );
  }
  return (
    <ButtonLink href={`/review?item=${changeId}&do=edit`} size={size}>
      Edit
    </ButtonLink>
  );
}
