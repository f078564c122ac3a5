import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

type Theme = Map<string, string>;

function declarations(block: string, side: 1 | 2): Theme {
  const found = block.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g);
  return new Map([...found].map((match) => [match[1] ?? "", match[side] ?? ""]));
}

function blockOf(pattern: RegExp): string {
  const block = pattern.exec(css)?.[1];
  if (block === undefined) throw new Error(`tokens.css has no block ${pattern}`);
  return block;
}

const base = blockOf(/:root \{([\s\S]*?)\n\}/);
const chosenContrast = blockOf(/:root\[data-contrast="more"\] \{([\s\S]*?)\n\}/);
const systemContrast = blockOf(/:root:not\(\[data-contrast\]\) \{([\s\S]*?)\n {2}\}/);

const themes: Record<string, Theme> = {
  light: declarations(base, 1),
  dark: declarations(base, 2),
  "light, high contrast": new Map([...declarations(base, 1), ...declarations(chosenContrast, 1)]),
  "dark, high contrast": new Map([...declarations(base, 2), ...declarations(chosenContrast, 2)]),
};

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast as WCAG 2.2 defines it, 1..21. */
function contrast(theme: Theme, ink: string, ground: string): number {
  const values = [ink, ground].map((name) => {
    const hex = theme.get(name);
    if (hex === undefined) throw new Error(`no token --${name}`);
    return luminance(hex);
  });
  return (Math.max(...values) + 0.05) / (Math.min(...values) + 0.05);
}

const LAYERS = ["bg-page", "bg-surface", "bg-raised", "bg-sunken", "bg-hover", "bg-selected"];
const MEANINGS = ["success", "failure", "held", "quarantined", "info"];
const on = (ink: string, grounds: string[]) => grounds.map((ground) => [ink, ground] as const);

const text = [
  ...["ink-1", "ink-2", "ink-3", "accent"].flatMap((ink) => on(ink, LAYERS)),
  ...on("on-accent", ["accent", "accent-hover"]),
  ...on("on-ink", ["ink-solid", "ink-solid-hover"]),
  ...on("accent", ["accent-soft"]),
  ...MEANINGS.flatMap((meaning) => on(meaning, [`${meaning}-soft`, "bg-surface", "bg-page", "bg-raised", "bg-hover", "bg-selected"])),
  ...on("ink-1", ["diff-add", "diff-add-word", "diff-del", "diff-del-word", "mark", "held-soft"]),
  ...["diff-add-ink", "diff-del-ink"].map((ink) => [ink, ink.replace("-ink", "")] as const),
  ...["diff-add-ink", "diff-del-ink"].flatMap((ink) => on(ink, ["bg-sunken"])),
  ...["operator", "user", "tool", "web", "agent"].flatMap((trust) => on(`trust-${trust}`, ["bg-surface", "bg-selected"])),
];
const marks = [
  ...on("line-3", ["bg-surface", "bg-page", "bg-raised"]),
  ...on("focus", LAYERS),
  ...[1, 2, 3, 4, 5, 6].flatMap((series) => on(`series-${series}`, ["bg-surface"])),
  ...on("chart-none", ["bg-surface"]),
];

describe.each(Object.keys(themes))("%s", (name) => {
  const theme = themes[name] ?? new Map();
  it("keeps every text at 4.5:1 or better", () => {
    expect(text.filter(([ink, ground]) => contrast(theme, ink, ground) < 4.5)).toEqual([]);
  });
  it("keeps borders of controls, focus and chart marks at 3:1 or better", () => {
    expect(marks.filter(([ink, ground]) => contrast(theme, ink, ground) < 3)).toEqual([]);
  });
});

it.each(Object.keys(themes).filter((name) => name.includes("high")))("keeps ink and accent at 7:1 or better on every layer: %s", (name) => {
  const strict = ["ink-1", "ink-2", "ink-3", "accent"].flatMap((ink) => on(ink, LAYERS));
  expect(strict.filter(([ink, ground]) => contrast(themes[name] ?? new Map(), ink, ground) < 7)).toEqual([]);
});

it("gives the system's wish for contrast the same colours as the person's", () => {
  expect(declarations(systemContrast, 1)).toEqual(declarations(chosenContrast, 1));
  expect(declarations(systemContrast, 2)).toEqual(declarations(chosenContrast, 2));
});
