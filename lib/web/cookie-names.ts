/** next-auth's session cookie, with and without https. No import, so that the proxy can use it. */
export const SESSION_COOKIES = ["__Secure-next-auth.session-token", "next-auth.session-token"] as const;
export const WORKSPACE_COOKIE = "reverie.workspace";

/** The cookie's name for an installation at that public address. */
export function sessionCookieName(publicUrl: string): (typeof SESSION_COOKIES)[number] {
  return publicUrl.startsWith("https://") ? SESSION_COOKIES[0] : SESSION_COOKIES[1];
}
