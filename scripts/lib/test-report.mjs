/** Counting what test runners did, from the reports they write. Pure. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {boolean} passed @returns {Counts} */
export function countOne(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/** @param {Counts[]} all @returns {Counts} */
export function sum(all) {
  return all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), {
    passed: 0,
    failed: 0,
    skipped: 0,
  });
}

/**
 * A run that proves nothing is a failure: no report, no test, or an exit code that says "failed" without a failed test (a crash, an
 * unhandled error).
 * @param {Counts | null} counts
 * @param {number} exitCode
 * @returns {Counts}
 */
function orFailure(counts, exitCode) {
  if (!counts) return countOne(false);
  const isSuspicious = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return isSuspicious ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { status: string, assertionResults: { status: string }[] }[] } | null} report of vitest's json reporter; null when it wrote none
 * @param {number} exitCode
 */
export function countVitest(report, exitCode) {
  if (!report) return orFailure(null, exitCode);
  // A file that could not be loaded has no tests, and so no failed one.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return orFailure({ passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests }, exitCode);
}

/**
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } } | null} report of Playwright's json reporter
 * @param {number} exitCode
 */
export function countPlaywright(report, exitCode) {
  if (!report) return orFailure(null, exitCode);
  const { expected, unexpected, flaky, skipped } = report.stats;
  return orFailure({ passed: expected + flaky, failed: unexpected, skipped }, exitCode);
}
