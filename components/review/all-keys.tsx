"use client";

import { showKeys } from "@/components/layout/global-keys";
import { Button } from "@/components/ui/button";

/** Opens the console's help, which names the keys of this page. */
export function AllKeys() {
  return (
    <Button variant="quiet" size="sm" onClick={showKeys}>
      All keys
    </Button>
  );
}
