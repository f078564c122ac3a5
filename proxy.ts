/**
 * Gives every page a nonce and a strict content security policy, and sends visitors without a session cookie to sign in. A convenience only:
 * whether someone may do something is checked by the page and the command.
 */
import { type NextRequest, NextResponse } from "next/server";
import { SESSION_COOKIES } from "@/lib/web/cookie-names";

const PUBLIC_PATHS = ["/sign-in", "/setup"];

/** The hash of `display:none`: React hides an SVG segment that it streams out of order with just this style attribute. */
const REACT_HIDDEN_SEGMENT = "'sha256-aqNNdDLnnrDOnTNdkJpYlAxKVJtLt9CtFLklmInuUAE='";

function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    isDevelopment ? "" : `style-src-attr 'unsafe-hashes' ${REACT_HIDDEN_SEGMENT}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
    .filter((directive) => directive !== "")
    .join("; ");
}

export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const isPublic = PUBLIC_PATHS.some((path) => pathname === path || pathname.startsWith(`${path}/`));
  if (!isPublic && !SESSION_COOKIES.some((name) => request.cookies.has(name))) {
    const target = request.nextUrl.clone();
    target.pathname = "/sign-in";
    target.search = pathname === "/" ? "" : `?returnTo=${encodeURIComponent(pathname + search)}`;
    return NextResponse.redirect(target, 303);
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-reverie-path", pathname + search);
  // Next reads the nonce for its own scripts from the request's policy.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // The API, uploads and probes stay out: behind a proxy a large body would be cut short.
  matcher: ["/((?!_next/static|_next/image|v1/|v1$|healthz|mcp|api/auth|imports/upload|favicon|icon|apple-touch-icon|robots.txt).*)"],
};
