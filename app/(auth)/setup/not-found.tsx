import { Door } from "@/components/layout/door";
import { ButtonLink } from "@/components/ui/button";

/** Set-up happens once. */
export default function SetUpNotFound() {
  return (
    <Door title="Set up already" lead="This installation has its first admin. Ask them for an account, or sign in with yours.">
      <ButtonLink href="/sign-in" variant="solid" size="lg">
        Sign in
      </ButtonLink>
    </Door>
  );
}
