"use client";

/** What only a live session needs: a page of one that is over does not load it. */
import dynamic from "next/dynamic";

export const Dock = dynamic(() => import("@/components/sessions/live/dock").then((module) => module.Dock));
export const BudgetDialog = dynamic(() => import("@/components/sessions/live/budget-dialog").then((module) => module.BudgetDialog));
export const EndSession = dynamic(() => import("@/components/sessions/live/end-session").then((module) => module.EndSession));
