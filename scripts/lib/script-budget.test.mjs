import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { MOST_SCRIPT_BYTES, measureScripts, overBudget } from "./script-budget.mjs";

describe("the budget of JavaScript", () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "script-budget-"));
  afterAll(() => fs.rmSync(root, { recursive: true }));

  it("adds up the gzipped scripts of each route, the heaviest first", () => {
    for (const folder of [".next/diagnostics", ".next/static"]) fs.mkdirSync(path.join(root, folder), { recursive: true });
    const shared = "console.log(1);".repeat(400);
    const own = Array.from({ length: 4000 }, (_, i) => `f${(i * 7919) % 4001}();`).join("");
    fs.writeFileSync(path.join(root, ".next/static/shared.js"), shared);
    fs.writeFileSync(path.join(root, ".next/static/own.js"), own);
    const stats = [
      { route: "/", firstLoadChunkPaths: [".next/static/shared.js"] },
      { route: "/sessions", firstLoadChunkPaths: [".next/static/shared.js", ".next/static/own.js"] },
    ];
    fs.writeFileSync(path.join(root, ".next/diagnostics/route-bundle-stats.json"), JSON.stringify(stats));
    const size = (/** @type {string} */ text) => gzipSync(text, { level: 6 }).length;
    expect(measureScripts(root)).toEqual([
      { route: "/sessions", bytes: size(shared) + size(own) },
      { route: "/", bytes: size(shared) },
    ]);
  });

  it("names the routes that are over it, and no others", () => {
    expect(overBudget([{ route: "/", bytes: MOST_SCRIPT_BYTES }])).toBeNull();
    const words = overBudget([
      { route: "/agents/[agentId]", bytes: MOST_SCRIPT_BYTES + 1 },
      { route: "/dreams", bytes: 100 },
    ]);
    expect(words).toContain("/agents/[agentId]: 201 kB");
    expect(words).not.toContain("/dreams");
  });

  it("lets no page that is over it grow", () => {
    expect(overBudget([{ route: "/sessions/[sessionId]", bytes: 205_001 }])).not.toBeNull();
  });

  it("does not pass a build that says nothing", () => {
    expect(overBudget([])).not.toBeNull();
  });
});
