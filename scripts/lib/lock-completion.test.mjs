import { describe, expect, it } from "vitest";
import { completeLock } from "./lock-completion.mjs";

const swc = { version: "16.4.6", optionalDependencies: { "@next/swc-darwin-arm64": "16.4.6", "@next/swc-linux-x64-musl": "16.4.6" } };

describe("completing a lock file", () => {
  it("adds what is missing, with the platform its name tells", () => {
    const { packages, added } = completeLock({ "node_modules/next": swc });
    expect(added).toEqual(["@next/swc-darwin-arm64@16.4.6", "@next/swc-linux-x64-musl@16.4.6"]);
    expect(packages["node_modules/@next/swc-darwin-arm64"]).toMatchObject({
      version: "16.4.6",
      os: ["darwin"],
      cpu: ["arm64"],
      optional: true,
    });
    expect(packages["node_modules/@next/swc-linux-x64-musl"]).toMatchObject({ os: ["linux"], cpu: ["x64"], libc: ["musl"] });
  });

  it("changes nothing in a complete lock, also where the package stands in an outer node_modules", () => {
    const inner = { version: "1.0.0", dev: true, optionalDependencies: { leaf: "1.0.0" } };
    const lock = { "node_modules/a/node_modules/b": inner, "node_modules/leaf": { version: "1.0.0", optional: true } };
    expect(completeLock(lock)).toMatchObject({ packages: lock, added: [], unknown: [] });
  });

  it("marks what only development needs", () => {
    const { packages } = completeLock({
      "node_modules/biome": { version: "2.0.0", dev: true, optionalDependencies: { "biome-win32-x64": "2.0.0" } },
    });
    expect(packages["node_modules/biome-win32-x64"]?.dev).toBe(true);
  });

  it("reads a version out of a range only when it is the lister's own, and else says so", () => {
    const entry = { version: "18.4.0", optionalDependencies: { "pg-darwin-x64": "^18.4.0", other: "^2.0.0" } };
    const { added, unknown } = completeLock({ "node_modules/pg": entry });
    expect(added).toEqual(["pg-darwin-x64@18.4.0"]);
    expect(unknown).toEqual(["other@^2.0.0"]);
  });
});
