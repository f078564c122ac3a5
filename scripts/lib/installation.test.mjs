import { describe, expect, it } from "vitest";
import { installsLock } from "./installation.mjs";

/** @param {import("./installation.mjs").LockFile["packages"]} packages */
const lock = (packages) => ({ packages: { "": { version: "0.1.0" }, ...packages } });

describe("whether what is installed is what the lock asks for", () => {
  it("accepts the same versions, whatever else is there", () => {
    expect(
      installsLock(
        lock({ "node_modules/a": { version: "1.0.0" } }),
        lock({ "node_modules/a": { version: "1.0.0" }, "node_modules/x": { version: "9.0.0" } }),
      ),
    ).toBe(true);
  });

  it("refuses a missing package and one of another version", () => {
    const wanted = lock({ "node_modules/a": { version: "1.0.0" } });
    expect(installsLock(wanted, lock({}))).toBe(false);
    expect(installsLock(wanted, lock({ "node_modules/a": { version: "1.0.1" } }))).toBe(false);
  });

  it("lets the packages of other platforms be missing, but not differ", () => {
    const wanted = lock({ "node_modules/swc-darwin": { version: "1.0.0", optional: true } });
    expect(installsLock(wanted, lock({}))).toBe(true);
    expect(installsLock(wanted, lock({ "node_modules/swc-darwin": { version: "2.0.0" } }))).toBe(false);
  });
});
