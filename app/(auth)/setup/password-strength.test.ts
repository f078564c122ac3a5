import { describe, expect, it } from "vitest";
import { passwordStrength } from "./password-strength";

describe("passwordStrength", () => {
  it("says what is missing, and praises words over tricks", () => {
    expect(passwordStrength("", 12).level).toBe(0);
    expect(passwordStrength("short", 12).words).toBe("Too short: 7 more characters.");
    expect(passwordStrength("aaaaaaaaaaaaaa", 12).level).toBe(1);
    expect(passwordStrength("password12345", 12).level).toBe(1);
    expect(passwordStrength("four quiet mornings", 12)).toEqual({ level: 3, words: "Strong." });
  });
});
