"use client";

import { type RefObject, useLayoutEffect, useState } from "react";

/** How far the top of the window is covered; the page's own head may take more than one line. */
export function useCovered(root: RefObject<HTMLDivElement | null>): number {
  const [covered, setCovered] = useState(0);
  useLayoutEffect(() => {
    const element = root.current;
    const head = document.querySelector<HTMLElement>("main h1")?.parentElement;
    const [timeline, bar] = [
      element?.querySelector<HTMLElement>("[data-trace-top]"),
      element?.querySelector<HTMLElement>("[data-trace-bar]"),
    ];
    if (!element || !head || !timeline || !bar) return;
    const measure = () => {
      const isSticky = getComputedStyle(timeline).position === "sticky";
      const above = (Number.parseFloat(getComputedStyle(head).top) || 0) + head.offsetHeight;
      element.style.setProperty("--trace-top", `${above}px`);
      element.style.setProperty("--trace-timeline", `${timeline.offsetHeight}px`);
      setCovered(isSticky ? above + timeline.offsetHeight + bar.offsetHeight : 56);
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const one of [head, timeline, bar]) observer.observe(one);
    return () => observer.disconnect();
  }, [root]);
  return covered;
}
