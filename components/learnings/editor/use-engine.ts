"use client";

import { useEffect, useState } from "react";

export type Engine = typeof import("./engine");

let loaded: Engine | null = null;

/** The editor's code, once it is there. The page works before: as a plain text field. */
export function useEngine(): Engine | null {
  const [engine, setEngine] = useState<Engine | null>(null);
  useEffect(() => {
    let isWanted = true;
    const take = (module: Engine) => {
      loaded = module;
      if (isWanted) setEngine(module);
    };
    if (loaded) take(loaded);
    else void import("./engine").then(take);
    return () => {
      isWanted = false;
    };
  }, []);
  return engine;
}
