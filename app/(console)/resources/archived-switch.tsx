import { ButtonLink } from "@/components/ui/button";
import { resourcesHref } from "./search-params";

export function ArchivedSwitch({ path, isShown }: { path: string; isShown: boolean }) {
  return (
    <ButtonLink href={resourcesHref(path, { archived: !isShown })} size="sm">
      {isShown ? "Hide archived" : "Show archived"}
    </ButtonLink>
  );
}
