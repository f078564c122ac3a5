/** A path of this site, or "/": never another origin, whatever the parameter says. */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== "string" || !value.startsWith("/") || value.startsWith("//") || value.includes("\\")) return "/";
  try {
    const url = new URL(value, "http://reverie.invalid");
    return url.host === "reverie.invalid" ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}
