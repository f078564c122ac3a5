"use client";

import { useEffect } from "react";
import { addKeys, type PageKey } from "./key-registry";

/**
 * Names the page's keys for the help (`?`). A key works because a control carries it as `data-shortcut`, so that key and click can't differ;
 * `j` and `k` move through `data-row` by themselves.
 */
export function PageKeys({ keys }: { keys: readonly PageKey[] }) {
  const text = JSON.stringify(keys);
  useEffect(() => addKeys(JSON.parse(text) as PageKey[]), [text]);
  return null;
}
