import type { Metadata } from "next";
import { Door } from "@/components/layout/door";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not allowed" };

export default function Forbidden() {
  return (
    <Door
      title="Not allowed"
      lead="Your role does not reach this. Nothing was changed. An admin of the workspace can give you another role."
    >
      <ButtonLink href="/" variant="solid" size="lg">
        Back to the start
      </ButtonLink>
    </Door>
  );
}
