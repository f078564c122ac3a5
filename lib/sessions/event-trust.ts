/** Whose text an event holds. Pure. */
import type { Trust } from "@/lib/trust";

/**
 * The agent's own messages and calls. They are nobody's instruction: not the user's, so never above a tool result, or text
 * that came in through a tool would rise in trust by being repeated. Nor `agent`, which means another agent and keeps
 * a learning from ever publishing itself.
 */
export const OWN_WORDS_TRUST: Trust = "tool";

const WEB_WORDS = new Set([
  "web",
  "browser",
  "browse",
  "playwright",
  "puppeteer",
  "selenium",
  "scrape",
  "scraper",
  "crawl",
  "crawler",
  "internet",
]);
const FETCH_WORDS = new Set(["fetch", "open", "visit", "read", "get", "load", "goto", "navigate", "request"]);
const PAGE_WORDS = new Set(["url", "urls", "website", "webpage", "http", "https"]);
const JOINED = /web_?(search|fetch|brows|page|site|scrap)/i;

/** `web` for a tool that brings in text from anywhere (search, fetch, browser), else `tool`. */
export function trustOfResult(toolName: string): Trust {
  if (JOINED.test(toolName)) return "web";
  const words = toolName
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
  if (words.some((word) => WEB_WORDS.has(word))) return "web";
  return words.some((word) => FETCH_WORDS.has(word)) && words.some((word) => PAGE_WORDS.has(word)) ? "web" : "tool";
}
