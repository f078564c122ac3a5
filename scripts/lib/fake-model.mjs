/** The model for the end-to-end tests: the fake Messages API as a process of its own, on the loopback. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { leash } from "./leash.mjs";

/** Answers stream so slowly that a browser sees them being written. */
const OPTIONS = { script: { script: "as_told" }, msPerDelta: 25, firstByteMs: 50 };

/**
 * @param {string} root
 * @returns {Promise<{ env: { ANTHROPIC_BASE_URL: string, ANTHROPIC_API_KEY: string }, pid: number, stop: () => Promise<void> }>}
 */
export async function startFakeModel(root) {
  // Inside the checkout, so that the bundle finds node_modules.
  const folder = fs.mkdtempSync(path.join(root, "node_modules", ".reverie-fake-model-"));
  const file = path.join(folder, "fake-model.mjs");
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: ["lib/testing/fake-model/main.ts"],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    tsconfig: path.join(root, "tsconfig.json"),
    logLevel: "warning",
  });
  const child = spawn(process.execPath, [file, JSON.stringify(OPTIONS)], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const { pid } = child;
  if (pid === undefined) throw new Error("The fake model could not be run.");
  const unleash = leash(pid, { removeFolder: folder });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }
    unleash();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const line = await Promise.race([once(child.stdout, "data").then(([chunk]) => String(chunk)), once(child, "exit").then(() => null)]);
  if (line === null) {
    await stop();
    throw new Error("The fake model ended before it was ready.");
  }
  const { url } = JSON.parse(line);
  return { env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "fake-key" }, pid, stop };
}
