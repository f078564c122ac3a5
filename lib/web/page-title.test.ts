import { describe, expect, it } from "vitest";
import { pageTitle } from "@/lib/web/page-title";

describe("pageTitle", () => {
  it("leaves plain words alone, in any script", () => {
    expect(pageTitle("Refund for a flight, Århus to 東京")).toBe("Refund for a flight, Århus to 東京");
  });

  it("drops what hides or turns other characters round", () => {
    expect(pageTitle("a\u202eb\u200bc\u2066d\ud800")).toBe("abcd");
    expect(pageTitle("one\r\ntwo\u2028three\u0000")).toBe("one two three");
  });

  it("cuts between characters and says so", () => {
    const title = pageTitle("😀".repeat(100));
    expect([...title]).toHaveLength(80);
    expect(title.endsWith("😀…")).toBe(true);
  });
});
