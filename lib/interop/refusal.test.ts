import { describe, expect, it } from "vitest";
import { pathOf, quoted } from "@/lib/interop/refusal";

describe("quoted", () => {
  it("stays on one line and within 40 characters", () => {
    expect(quoted("short\n\u0000line")).toBe("“short  line”");
    expect(quoted("x".repeat(40))).toBe(`“${"x".repeat(40)}”`);
    expect(quoted("x".repeat(41))).toBe(`“${"x".repeat(39)}…”`);
  });
});

describe("pathOf", () => {
  it("writes a path as people do, and cuts long field names", () => {
    expect(pathOf(["messages", 3, "content", 0, "input"])).toBe("messages[3].content[0].input");
    expect(pathOf(["metadata", "k".repeat(100)])).toBe(`metadata.${"k".repeat(39)}…`);
    expect(pathOf([])).toBe("");
  });
});
