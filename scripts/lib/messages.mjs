/** What the scripts say to the person at the terminal: plain lines on standard output, plain sentences when they must give up. */

/** An error whose message is all the person needs; it is printed without a stack. */
export class PlainError extends Error {}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** A closed terminal or pipe must not end a process that still has children to stop. */
export function surviveClosedOutput() {
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
}

/**
 * Prints why the script gives up and ends it.
 * @param {unknown} error
 * @returns {never}
 */
export function giveUp(error) {
  const text = error instanceof PlainError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}

/** @param {number} sinceMs a `performance.now()` */
export function seconds(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/**
 * Runs `work` and says so only if it takes longer than `afterMs`.
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @param {{ afterMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withProgress(label, work, { afterMs = 1000 } = {}) {
  const startedAt = performance.now();
  let announced = false;
  const timer = setTimeout(() => {
    announced = true;
    say(`${label} …`);
  }, afterMs);
  try {
    const result = await work();
    if (announced) say(`  done in ${seconds(startedAt)}`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}
