/** Bundles the worker and the command line into one file each; their npm packages stay where npm put them. */
import path from "node:path";

/**
 * @param {string} root
 * @param {("worker" | "cli")[]} names
 */
export async function bundle(root, names) {
  const { build } = await import("esbuild");
  const entries = { worker: "worker/index.ts", cli: "lib/cli/index.ts" };
  await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => ({ in: entries[name], out: name })),
    outdir: path.join(root, "dist"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: "linked",
    tsconfig: path.join(root, "tsconfig.json"),
    logLevel: "warning",
  });
}
