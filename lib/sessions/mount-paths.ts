/** Where a session finds its memory stores. Pure. */

const ROOT = "/mnt/memory";

/**
 * One path per store, in their order: the name in lower case, runs of anything but ASCII letters and digits as one hyphen. Names that come out
 * the same get a number.
 */
export function mountPaths(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const slug = slugOf(name);
    let path = `${ROOT}/${slug}`;
    for (let n = 2; taken.has(path); n += 1) path = `${ROOT}/${slug}-${n}`;
    taken.add(path);
    return path;
  });
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return slug || "store";
}
