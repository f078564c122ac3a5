import { describe, expect, it } from "vitest";
import { trustOfResult } from "@/lib/sessions/event-trust";

describe("trustOfResult", () => {
  it.each([
    "web_search",
    "WebSearch",
    "web_fetch",
    "WebFetch",
    "browser",
    "browser_navigate",
    "mcp__playwright__click",
    "fetch_url",
    "open-website",
    "scrapePage",
    "http_get",
    "crawl",
  ])("takes results of %s for text from the web", (name) => {
    expect(trustOfResult(name)).toBe("web");
  });

  it.each([
    "Search",
    "get_user_details",
    "execute_sql",
    "Bash",
    "read_file",
    "fetch_invoice",
    "get_page",
    "webhook_create",
    "url_shortener",
    "",
  ])("takes results of %s for a tool's", (name) => {
    expect(trustOfResult(name)).toBe("tool");
  });
});
