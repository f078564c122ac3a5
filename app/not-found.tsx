import type { Metadata } from "next";
import { Door } from "@/components/layout/door";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <Door title="Not found" lead="There is no page at this address.">
      <ButtonLink href="/" variant="solid" size="lg">
        Back to the start
      </ButtonLink>
    </Door>
  );
}
