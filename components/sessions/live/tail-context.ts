"use client";

import { createContext } from "react";

/** Brings the end of the transcript into view and stays there: who acts wants to see what comes of it. */
export const TailContext = createContext<() => void>(() => {});
