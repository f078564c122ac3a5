"use client";

import { useEffect } from "react";
import { holdLive } from "./live-store";

/** Keeps the stream of news open for as long as the console stands. */
export function LiveConnection() {
  useEffect(holdLive, []);
  return null;
}
