/** What an npm lock file lacks when its registry does not serve every platform's packages. Pure. */

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} Entry
 */

const SYSTEMS = /** @type {Record<string, string>} */ ({ linuxmusl: "linux", windows: "win32" });
for (const name of ["android", "darwin", "linux", "win32", "freebsd", "openbsd", "netbsd", "sunos", "aix", "openharmony"])
  SYSTEMS[name] = name;
const PROCESSORS = new Set(["arm64", "x64", "arm", "ia32", "ppc64", "s390x", "riscv64", "wasm32", "loong64", "mips64el"]);

/**
 * The platform a package's name tells, as npm writes it.
 * @param {string} name for example @next/swc-linux-x64-musl
 * @returns {Entry}
 */
function platformOf(name) {
  const words = (name.split("/").pop() ?? "").split("-");
  const system = words.map((word) => SYSTEMS[word]).find(Boolean);
  const cpu = words.find((word) => PROCESSORS.has(word));
  const libc = system !== "linux" ? undefined : /musl/.test(name) ? "musl" : /gnu/.test(name) ? "glibc" : undefined;
  return { cpu: cpu ? [cpu] : undefined, libc: libc ? [libc] : undefined, os: system ? [system] : undefined };
}

/**
 * Whether node would find `name` from the package at `from`: in its own node_modules or in one further up.
 * @param {Record<string, Entry>} packages
 * @param {string} from
 * @param {string} name
 */
function isInLock(packages, from, name) {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf("/node_modules/")))) {
    if (packages[`${base === "" ? "" : `${base}/`}node_modules/${name}`]) return true;
    if (base === "") return false;
  }
}

/**
 * @param {Record<string, Entry>} packages of the lock file
 * @returns {{ packages: Record<string, Entry>, added: string[], unknown: string[] }} all packages in npm's order; what was added; what
 *   could not be, because its version can't be known
 */
export function completeLock(packages) {
  const all = { ...packages };
  const added = [];
  const unknown = [];
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isInLock(all, place, name)) continue;
      const isExact = /^\d+\.\d+\.\d+/.test(range);
      // A range hides the version; but such packages are published together with the one that lists them.
      const version = isExact ? range : range.replace(/^[\^~]/, "") === entry.version ? entry.version : undefined;
      if (version === undefined) {
        unknown.push(`${name}@${range}`);
        continue;
      }
      const { cpu, libc, os } = platformOf(name);
      // In npm's own order, so that a later npm install changes nothing; what is undefined is not written.
      all[`node_modules/${name}`] = { version, cpu, dev: entry.dev, libc, optional: true, os };
      added.push(`${name}@${version}`);
    }
  }
  return { packages: Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))), added, unknown };
}
