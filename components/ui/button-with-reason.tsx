"use client";

import { type ComponentProps, useId } from "react";
import { cx } from "./cx";

/**
 * A button that can't be used now and says why. In the browser, because ids that the server makes are unique only within one answer: a page
 * that comes by navigation would share them with the layout that is there already.
 */
export function ButtonWithReason({ reason, align, ...rest }: ComponentProps<"button"> & { reason: string; align: "start" | "end" }) {
  const id = useId();
  return (
    <span className="group/reason relative inline-flex">
      <button {...rest} type="button" aria-disabled="true" aria-describedby={id} />
      <span
        id={id}
        role="tooltip"
        className={cx(
          "absolute top-full z-20 mt-1.5 hidden w-max max-w-60 rounded-md bg-solid px-2 py-1 text-left text-xs font-normal text-on-solid shadow-pop group-focus-within/reason:block group-hover/reason:block",
          align === "end" ? "right-0" : "left-0",
        )}
      >
        {reason}
      </span>
    </span>
  );
}
