import { describe, expect, it } from "vitest";
import { countPlaywright, countVitest, sum } from "./test-report.mjs";

/** @param {string} status @param {string[]} tests */
const file = (status, ...tests) => ({ status, assertionResults: tests.map((test) => ({ status: test })) });
/** @typedef {{ status: string, assertionResults: { status: string }[] }} FileResult */
/** @param {number} passed @param {number} failed @param {number} skipped @param {FileResult[]} testResults */
const vitest = (passed, failed, skipped, testResults = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  numTodoTests: 0,
  testResults,
});

describe("counting vitest's tests", () => {
  it("takes its numbers", () => {
    expect(countVitest(vitest(5, 1, 2), 1)).toEqual({ passed: 5, failed: 1, skipped: 2 });
  });

  it("counts a file that could not be loaded as a failure, and a file with failed tests only by its tests", () => {
    expect(countVitest(vitest(5, 0, 0, [file("failed"), file("passed", "passed")]), 1).failed).toBe(1);
    expect(countVitest(vitest(5, 1, 0, [file("failed", "failed", "passed")]), 1).failed).toBe(1);
  });

  it("never takes silence for success: no report, no test, or a bad exit code", () => {
    expect(countVitest(null, 0).failed).toBe(1);
    expect(countVitest(vitest(0, 0, 3), 0).failed).toBe(1);
    expect(countVitest(vitest(5, 0, 0), 1).failed).toBe(1);
  });
});

describe("counting Playwright's tests", () => {
  it("takes its numbers, and a test that passed at the second try as passed", () => {
    expect(countPlaywright({ stats: { expected: 3, flaky: 1, unexpected: 0, skipped: 2 } }, 0)).toEqual({
      passed: 4,
      failed: 0,
      skipped: 2,
    });
  });

  it("never takes silence for success", () => {
    expect(countPlaywright(null, 0).failed).toBe(1);
    expect(countPlaywright({ stats: { expected: 0, flaky: 0, unexpected: 0, skipped: 0 } }, 0).failed).toBe(1);
  });
});

it("adds up stages", () => {
  const counts = { passed: 1, failed: 2, skipped: 3 };
  expect(sum([counts, counts])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  expect(sum([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
});
