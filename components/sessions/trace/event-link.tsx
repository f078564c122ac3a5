"use client";

import type { ReactNode } from "react";
import { useTrace } from "./trace-context";

/** A link to an event of this session: goes there without asking the server. */
export function EventLink({
  seq,
  href,
  className = "link",
  children,
}: {
  seq: number;
  href: string;
  className?: string;
  children: ReactNode;
}) {
  const { jump } = useTrace();
  return (
    <a
      href={href}
      className={className}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        jump(seq);
      }}
    >
      {children}
    </a>
  );
}
