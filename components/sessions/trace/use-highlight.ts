"use client";

import { type RefObject, useEffect } from "react";

/** Marks the searched words where they are in sight; the browser paints them, the document stays as it is. */
export function useHighlight(root: RefObject<HTMLDivElement | null>, text: string | null, ...changes: unknown[]): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: again whenever other rows are in the document.
  useEffect(() => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("trace-search");
    const feed = root.current?.querySelector("[role=feed]");
    if (!text || !feed) return;
    const timer = setTimeout(() => {
      const wanted = text.toLowerCase();
      const ranges: Range[] = [];
      const walker = document.createTreeWalker(feed, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node && ranges.length < 1000; node = walker.nextNode()) {
        const words = node.textContent?.toLowerCase() ?? "";
        for (let at = words.indexOf(wanted); at !== -1 && ranges.length < 1000; at = words.indexOf(wanted, at + wanted.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + wanted.length);
          ranges.push(range);
        }
      }
      CSS.highlights.set("trace-search", new Highlight(...ranges));
    }, 80);
    return () => clearTimeout(timer);
  }, [text, ...changes]);
}
