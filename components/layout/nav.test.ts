import { describe, expect, it } from "vitest";
import { currentHref } from "./nav";

const groups = [
  {
    label: "Work",
    items: [
      { href: "/", label: "Overview" },
      { href: "/sessions", label: "Sessions" },
      { href: "/settings", label: "Settings" },
      { href: "/settings/team", label: "Team, keys, audit" },
    ],
  },
];

describe("currentHref", () => {
  it("marks the section a page belongs to", () => {
    expect(currentHref(groups, "/sessions/sesn_1")).toBe("/sessions");
    expect(currentHref(groups, "/")).toBe("/");
  });
  it("prefers the closer of two sections", () => {
    expect(currentHref(groups, "/settings/team")).toBe("/settings/team");
    expect(currentHref(groups, "/settings/models")).toBe("/settings");
  });
  it("takes a name for itself, not for the start of another", () => {
    expect(currentHref(groups, "/sessionsabc")).toBeNull();
    expect(currentHref(groups, "/elsewhere")).toBeNull();
  });
});
