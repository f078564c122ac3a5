/** Starts the fake Messages API in a process of its own, for tests that kill workers and for benches. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import type { ProcessOptions, Question } from "@/lib/testing/fake-model/main";
import type { ScriptSpec } from "@/lib/testing/fake-model/scripts";
import type { Fault, RequestRecord } from "@/lib/testing/fake-model/types";

export type FakeModelProcess = {
  url: string;
  pid: number;
  /** The log as it is now; instants are text, they came through JSON. */
  requests(): Promise<(Omit<RequestRecord, "at" | "endedAt"> & { at: string; endedAt: string | null })[]>;
  repeatedAfterAnswer(): Promise<unknown[][]>;
  fail(fault: Fault, times?: number): Promise<void>;
  respond(script: ScriptSpec): Promise<void>;
  /** Processor time that it used since it started. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
};

/** One file that plain node runs. */
export async function bundleFakeModel(outfile: string): Promise<string> {
  await build({
    entryPoints: ["lib/testing/fake-model/main.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return outfile;
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text);
    });
    child.once("exit", (code) => reject(new Error(`The fake model ended with ${code} before it was ready.`)));
  });
}

export async function startFakeModelProcess(options: ProcessOptions = {}): Promise<FakeModelProcess> {
  // Inside the checkout, so that the bundle finds node_modules. Once it runs, the file is not needed any more.
  const folder = mkdtempSync(path.join(path.resolve("node_modules"), ".reverie-fake-model-"));
  const file = await bundleFakeModel(path.join(folder, "fake-model.mjs"));
  const child = spawn(process.execPath, [file, JSON.stringify(options)], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  const line = await firstLine(child).finally(() => rmSync(folder, { recursive: true, force: true }));
  const { url } = JSON.parse(line) as { url: string };
  let lastId = 0;
  const waiting = new Map<number, (answer: unknown) => void>();
  child.on("message", ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const ask = <T>(question: Question) =>
    new Promise<T>((resolve) => {
      waiting.set(++lastId, resolve as (answer: unknown) => void);
      child.send({ id: lastId, question });
    });
  return {
    url,
    pid: child.pid ?? 0,
    requests: () => ask({ ask: "requests" }),
    repeatedAfterAnswer: () => ask({ ask: "repeated" }),
    fail: (fault, times = 1) => ask({ ask: "fail", fault, times }),
    respond: (script) => ask({ ask: "respond", script }),
    cpuMs: () => ask({ ask: "cpu" }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGTERM");
      await gone;
    },
  };
}
