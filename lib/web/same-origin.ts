/**
 * Whether a request that changes something was sent by a page of ours. For route handlers: server actions check it by themselves. Browsers
 * set both headers and let no script change them; where the first is missing (plain http off loopback) the second decides. Pure.
 */
export function isSameOrigin(headers: Headers, publicUrl: string | undefined): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = originOf(headers.get("origin"));
  if (origin === null) return false;
  return origin.host === headers.get("host") || origin.origin === originOf(publicUrl)?.origin;
}

function originOf(value: string | null | undefined): URL | null {
  return value && URL.canParse(value) ? new URL(value) : null;
}
