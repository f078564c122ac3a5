/** How much JavaScript a browser loads before a page answers to a hand, from what the web build says of itself. */
import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

export const MOST_SCRIPT_BYTES = 200_000;

/**
 * What is over it today, and may not grow: lower a figure when its page loses weight, and never raise it. The page of a session carries the
 * whole of its live view also for a session that is over.
 * @type {Readonly<Record<string, number>>}
 */
const STILL_OVER = { "/sessions/[sessionId]": 205_000 };

/** @typedef {{ route: string, bytes: number }} RouteScripts */

/**
 * Bytes of each route's scripts, each gzipped on its own as a proxy would, the heaviest first. Scripts for browsers without modules don't
 * count: no browser that runs this console asks for them.
 * @param {string} root @returns {RouteScripts[]}
 */
export function measureScripts(root) {
  const file = path.join(root, ".next/diagnostics/route-bundle-stats.json");
  /** @type {{ route: string, firstLoadChunkPaths: string[] }[]} */
  const routes = JSON.parse(fs.readFileSync(file, "utf8"));
  /** @type {Map<string, number>} */
  const sizes = new Map();
  const sizeOf = (/** @type {string} */ chunk) => {
    const known = sizes.get(chunk);
    if (known !== undefined) return known;
    const bytes = gzipSync(fs.readFileSync(path.join(root, chunk)), { level: 6 }).length;
    sizes.set(chunk, bytes);
    return bytes;
  };
  return routes
    .map(({ route, firstLoadChunkPaths }) => ({ route, bytes: firstLoadChunkPaths.reduce((sum, chunk) => sum + sizeOf(chunk), 0) }))
    .sort((a, b) => b.bytes - a.bytes);
}

/** What is wrong, in words, or null. @param {readonly RouteScripts[]} routes */
export function overBudget(routes) {
  if (routes.length === 0) return "The web build names no route, so that nothing can be said about its JavaScript.";
  const over = routes.filter(({ route, bytes }) => bytes > (STILL_OVER[route] ?? MOST_SCRIPT_BYTES));
  if (over.length === 0) return null;
  const list = over.map(({ route, bytes }) => `  ${route}: ${Math.ceil(bytes / 1000)} kB`).join("\n");
  return `Too much JavaScript before a page can be used; at most ${MOST_SCRIPT_BYTES / 1000} kB gzipped:\n${list}\nLoad what only some act needs when it is asked for.`;
}
