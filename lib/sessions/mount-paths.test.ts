import { describe, expect, it } from "vitest";
import { mountPaths } from "@/lib/sessions/mount-paths";

describe("mountPaths", () => {
  it("makes a short path of a name", () => {
    expect(mountPaths(["Case Law (EU) 2026", "--x--", "Ünïcode", "日本"])).toEqual([
      "/mnt/memory/case-law-eu-2026",
      "/mnt/memory/x",
      "/mnt/memory/n-code",
      "/mnt/memory/store",
    ]);
  });

  it("tells stores of the same name apart, also from one that is named so", () => {
    expect(mountPaths(["Notes", "notes!", "Notes 2", "NOTES"])).toEqual([
      "/mnt/memory/notes",
      "/mnt/memory/notes-2",
      "/mnt/memory/notes-2-2",
      "/mnt/memory/notes-3",
    ]);
  });
});
