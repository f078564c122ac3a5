import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashSources } from "./build-stamp.mjs";
import { acquireLock, LockHeldError } from "./lock-file.mjs";
import { lastLines, rotateLog } from "./log-files.mjs";
import { identify } from "./processes.mjs";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "reverie-files-"));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("the lock", () => {
  it("is held against others until released, and names its holder", async () => {
    const file = path.join(folder, "lock");
    const release = await acquireLock(file, { note: "http://127.0.0.1:3000" });
    const refused = await acquireLock(file).catch((error) => error);
    expect(refused).toBeInstanceOf(LockHeldError);
    expect(refused.holder).toMatchObject({ pid: process.pid, note: "http://127.0.0.1:3000" });
    release();
    (await acquireLock(file))();
  });

  it("is taken over from a holder that is gone", async () => {
    const file = path.join(folder, "lock");
    const { pid } = spawnSync("true");
    fs.writeFileSync(file, JSON.stringify({ pid, startedAt: "boot:1" }));
    (await acquireLock(file))();
  });

  it("is taken over when the holder's id now belongs to another process", async () => {
    const file = path.join(folder, "lock");
    fs.writeFileSync(file, JSON.stringify({ ...identify(process.pid), startedAt: "an earlier boot:1" }));
    (await acquireLock(file))();
  });

  it("is not released twice: by then it may be another's", async () => {
    const file = path.join(folder, "lock");
    const first = await acquireLock(file);
    first();
    const second = await acquireLock(file);
    first();
    expect(fs.existsSync(file)).toBe(true);
    second();
  });

  it("goes to exactly one of many who find it stale at the same time", async () => {
    const file = path.join(folder, "lock");
    fs.writeFileSync(file, JSON.stringify({ pid: spawnSync("true").pid, startedAt: "boot:1" }));
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => acquireLock(file)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

describe("the hash of the sources", () => {
  /** @param {string} name @param {string} content */
  const write = (name, content) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  };

  it("changes with a file's content and name, and not with its time", () => {
    write("lib/a.ts", "one");
    const before = hashSources(folder);
    fs.utimesSync(path.join(folder, "lib/a.ts"), 1, 1);
    expect(hashSources(folder)).toBe(before);
    write("lib/a.ts", "two");
    const after = hashSources(folder);
    expect(after).not.toBe(before);
    fs.renameSync(path.join(folder, "lib/a.ts"), path.join(folder, "lib/b.ts"));
    expect(hashSources(folder)).not.toBe(after);
  });

  it("leaves out tests, data and products, which are in no build", () => {
    write("app/page.tsx", "page");
    const before = hashSources(folder);
    for (const name of ["app/page.test.tsx", "lib/x.int.test.ts", ".data/secret", ".next/out.js", "docs/x.md"]) write(name, "changed");
    expect(hashSources(folder)).toBe(before);
  });
});

describe("log files", () => {
  it("start anew when full, keeping the full one, while their writer goes on", () => {
    const file = path.join(folder, "web.log");
    const writer = fs.openSync(file, "a");
    fs.writeSync(writer, "x".repeat(100));
    rotateLog(file, 50);
    fs.writeSync(writer, "after\n");
    fs.closeSync(writer);
    expect(fs.readFileSync(file, "utf8")).toBe("after\n");
    expect(fs.readFileSync(`${file}.1`, "utf8")).toHaveLength(100);
  });

  it("show their last lines, from where a start began", () => {
    const file = path.join(folder, "web.log");
    fs.writeFileSync(file, "old\n");
    const from = fs.statSync(file).size;
    fs.appendFileSync(file, "one\ntwo\nthree\n");
    expect(lastLines(file, { fromByte: from })).toBe("one\ntwo\nthree");
    expect(lastLines(file, { lines: 1 })).toBe("three");
  });
});
