import { describe, expect, it } from "vitest";
import { likenessOf, mostAlike } from "@/lib/learnings/similarity";
import { EMPTY_TRIGGER } from "@/lib/learnings/types";

const about = (title: string, tools: string[] = []) => ({ title, trigger: { ...EMPTY_TRIGGER, tools } });

describe("likenessOf", () => {
  it("is 1 for the same words and tools, 0 for none in common", () => {
    expect(likenessOf(about("Check fare rules", ["refund"]), about("check FARE rules", ["refund"])).share).toBe(1);
    expect(likenessOf(about("Check fare rules", ["refund"]), about("Name the court", ["search"])).share).toBe(0);
    expect(likenessOf(about(""), about("")).share).toBe(0);
  });

  it("is the same from both sides", () => {
    const [a, b] = [about("Check fare rules before a refund", ["get_fare_rules", "refund"]), about("Refund partner fares", ["refund"])];
    expect(likenessOf(a, b).share).toBe(likenessOf(b, a).share);
    expect(likenessOf(a, b).tools).toEqual(["refund"]);
  });

  it("does not count little words, so that two sentences are not alike for their grammar", () => {
    expect(likenessOf(about("Look before the first call"), about("Pay before the first call")).share).toBe(0);
  });

  it("takes words of any script", () => {
    expect(likenessOf(about("Stedsnavn på norsk"), about("norsk stedsnavn")).share).toBeGreaterThan(0.5);
  });
});

describe("mostAlike", () => {
  it("puts the most alike first, leaves strangers out, and takes no more than asked", () => {
    const found = mostAlike(about("check fare rules"), [about("fare tables"), about("court dates"), about("check the fare rules")], 2);
    expect(found.map((one) => one.title)).toEqual(["check the fare rules", "fare tables"]);
    expect(mostAlike(about("check fare rules"), [about("check fare"), about("fare rules")], 1)).toHaveLength(1);
  });
});
