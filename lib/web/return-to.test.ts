import { describe, expect, it } from "vitest";
import { safeReturnTo } from "@/lib/web/return-to";

describe("safeReturnTo", () => {
  it("keeps a deep link with its filters", () => {
    expect(safeReturnTo("/sessions?agent=a&outcome=met#row")).toBe("/sessions?agent=a&outcome=met#row");
  });

  it.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", null, undefined, ["/a"]])(
    "sends %s home",
    (value) => {
      expect(safeReturnTo(value)).toBe("/");
    },
  );

  it("can't be talked out of the site by control characters", () => {
    expect(safeReturnTo("/\t/evil.example")).toBe("/");
  });
});
