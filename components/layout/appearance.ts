/** What a person may choose about the look beyond the theme, kept in cookies so that the first paint is right. */

export const CONTRAST_COOKIE = "reverie-contrast";
export const DENSITY_COOKIE = "reverie-density";

export const CONTRASTS = ["system", "more", "standard"] as const;
export type Contrast = (typeof CONTRASTS)[number];
export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

/** The attribute on <html>: none lets the system decide. */
export function contrastAttribute(cookie: string | undefined): "more" | "standard" | undefined {
  return cookie === "more" || cookie === "standard" ? cookie : undefined;
}

export function densityAttribute(cookie: string | undefined): "compact" | undefined {
  return cookie === "compact" ? cookie : undefined;
}

export const KEYS_COOKIE = "reverie-keys";

/** The attribute on <html>: none leaves single keys on. */
export function keysAttribute(cookie: string | undefined): "off" | undefined {
  return cookie === "off" ? cookie : undefined;
}

/** In the browser: whether single keys are switched off. */
export function areSingleKeysOff(): boolean {
  return document.documentElement.dataset.keys === "off";
}
