"use client";

import { type ReactNode, Suspense, useState } from "react";

export type PageFrameProps = {
  /** The content is still on its way; false where it is there already. Only how the page was first shown counts. */
  isStreamed: boolean;
  skeleton: ReactNode;
  children: ReactNode;
};

/**
 * A skeleton until the content is there. A page that came whole stays without a boundary, also when it is read again: what is typed and opened
 * in it would be lost with a change of its frame.
 */
export function PageFrame({ isStreamed, skeleton, children }: PageFrameProps) {
  const [hasBoundary] = useState(isStreamed);
  return hasBoundary ? <Suspense fallback={skeleton}>{children}</Suspense> : children;
}
