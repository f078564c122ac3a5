"use client";

/** What only a live session needs: a page of one that is over does not load it. */
import dynamic from "next/dynamic";
import { lazy } from "react";

export const Dock = dynamic(() => import("@/components/sessions/live/dock").then((module) => module.Dock));
export const BudgetDialog = dynamic(() => import("@/components/sessions/live/budget-dialog").then((module) => module.BudgetDialog));
export const EndSession = dynamic(() => import("@/components/sessions/live/end-session").then((module) => module.EndSession));
export const LiveTail = dynamic(() => import("@/components/sessions/live/live-tail").then((module) => module.LiveTail));
/** Suspends while it loads: what the server drew stays until then. */
export const GrownTimeline = lazy(() =>
  import("@/components/sessions/trace/grown-timeline").then((module) => ({ default: module.GrownTimeline })),
);
