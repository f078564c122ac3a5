import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatIntervalPoints,
  formatNumber,
  formatPercent,
  formatPoints,
  formatPp,
  formatRate,
  formatTokens,
  formatUsd,
  shortenId,
} from "./format";

/** Non-breaking spaces as plain ones, so that the expectations can be read. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("shares and differences", () => {
  it("writes a rate with its n", () => {
    expect(plain(formatRate(25, 40))).toBe("62.5 % (25/40)");
    expect(plain(formatRate(1200, 3600))).toBe("33.3 % (1,200/3,600)");
  });
  it("has no rate where nothing was counted", () => {
    expect(plain(formatRate(0, 0))).toBe("— (0/0)");
  });
  it("signs differences with a real minus and leaves zero unsigned", () => {
    expect(plain(formatPp(0.12))).toBe("+12.0 pp");
    expect(formatPoints(-0.079)).toBe("−7.9");
    expect(formatPoints(0)).toBe("0.0");
    expect(formatPoints(-0.0004)).toBe("0.0");
  });
  it("writes an interval on one line", () => {
    expect(formatIntervalPoints(0.031, 0.204)).toBe("[+3.1,\u00a0+20.4]");
  });
  it("keeps the percent sign on the line of its number", () => {
    expect(formatPercent(0.718)).toBe("71.8\u00a0%");
  });
});

describe("counts", () => {
  it("groups thousands and never writes minus zero", () => {
    expect(formatNumber(12_400)).toBe("12,400");
    expect(formatNumber(-0.2)).toBe("0");
    expect(formatNumber(-3)).toBe("−3");
  });
  it("shortens tokens from a thousand on, and rounds into the next unit", () => {
    expect(formatTokens(999)).toBe("999");
    expect(formatTokens(12_431)).toBe("12.4k");
    expect(formatTokens(999_949)).toBe("999.9k");
    expect(formatTokens(999_950)).toBe("1.0M");
    expect(formatTokens(3_140_000_000)).toBe("3.1B");
  });
  it("names what is counted, one or many", () => {
    expect(plain(formatCount(1, "session"))).toBe("1 session");
    expect(plain(formatCount(1240, "session"))).toBe("1,240 sessions");
    expect(plain(formatCount(2, "memory", "memories"))).toBe("2 memories");
  });
});

describe("money", () => {
  it("has two decimals from a dollar, four below", () => {
    expect(formatUsd(46.114)).toBe("$46.11");
    expect(formatUsd(0.1046)).toBe("$0.1046");
    expect(formatUsd(0.99996)).toBe("$1.00");
    expect(formatUsd(1234.5)).toBe("$1,234.50");
  });
  it("does not round what was spent to nothing", () => {
    expect(formatUsd(0.00004)).toBe("< $0.0001");
    expect(formatUsd(0)).toBe("$0");
  });
  it("keeps the sign before the currency", () => {
    expect(formatUsd(-2)).toBe("−$2.00");
  });
});

describe("durations and sizes", () => {
  it("writes a duration in its two largest units", () => {
    expect(plain(formatDuration(412))).toBe("412 ms");
    expect(plain(formatDuration(30_000))).toBe("30.0 s");
    expect(plain(formatDuration(84_000))).toBe("1 min 24 s");
    expect(plain(formatDuration(120_000))).toBe("2 min");
    expect(plain(formatDuration(7_500_000))).toBe("2 h 5 min");
    expect(plain(formatDuration(273_600_000))).toBe("3 d 4 h");
  });
  it("rounds up into the next unit instead of writing 60 of the smaller one", () => {
    expect(plain(formatDuration(999.7))).toBe("1.0 s");
    expect(plain(formatDuration(59_970))).toBe("1 min");
    expect(plain(formatDuration(3_599_700))).toBe("1 h");
    expect(plain(formatDuration(86_399_000))).toBe("1 d");
  });
  it("writes sizes in steps of 1,024", () => {
    expect(plain(formatBytes(812))).toBe("812 B");
    expect(plain(formatBytes(6349))).toBe("6.2 KB");
    expect(plain(formatBytes(1_048_575))).toBe("1.0 MB");
  });
});

describe("ids", () => {
  it("cuts the middle of a long id and leaves a short one whole", () => {
    expect(shortenId("sesn_01k9aaaaaaaaaaaaaaaaaa8qf2")).toBe("sesn_01k9…8qf2");
    expect(shortenId("r41")).toBe("r41");
  });
});
