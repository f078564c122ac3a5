import { describe, expect, it } from "vitest";
import { seal, unseal } from "@/lib/secrets/seal";

describe("a sealed secret", () => {
  it("opens at its own place only, and never looks the same twice", () => {
    const sealed = seal("whsec_é", "webhook:1");
    expect(unseal(sealed, "webhook:1")).toBe("whsec_é");
    expect(() => unseal(sealed, "webhook:2")).toThrow("another REVERIE_SECRET");
    expect(seal("whsec_é", "webhook:1")).not.toBe(sealed);
    expect(sealed).not.toContain("whsec");
  });

  it("refuses what was tampered with, cut or never sealed", () => {
    const [form, nonce, value, tag] = seal("secret", "p").split(".");
    for (const bad of [
      `${form}.${nonce}.AAAA.${tag}`,
      `${form}.${nonce}.${value}.AAAA`,
      `${form}.${nonce}.${value}`,
      `v2.${nonce}.${value}.${tag}`,
      "",
    ])
      expect(() => unseal(bad, "p")).toThrow("can't be read");
  });
});
