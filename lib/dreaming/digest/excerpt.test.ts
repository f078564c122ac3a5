import { describe, expect, it } from "vitest";
import { cutAround, cutText } from "@/lib/dreaming/digest/excerpt";

describe("cutText", () => {
  it("is a prefix that never ends in half a character", () => {
    expect(cutText("abc", 3)).toBe("abc");
    expect(cutText("abcd", 3)).toBe("abc");
    expect(cutText("ab😀cd", 3)).toBe("ab");
    expect(cutText("ab😀cd", 4)).toBe("ab😀");
  });
});

describe("cutAround", () => {
  it("starts where the needle starts, or at the text's beginning", () => {
    expect(cutAround("first\nError: no\nlast", "Error: no", 9)).toBe("Error: no");
    expect(cutAround("  first", "absent", 5)).toBe("first");
    expect(cutAround("  first", "", 3)).toBe("fir");
  });
});
