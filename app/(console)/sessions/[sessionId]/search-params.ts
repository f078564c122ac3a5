import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { TRACE_TABS, TRACE_VIEWS } from "@/components/sessions/trace/types";

/** What the server needs of the address; filter and thread are the browser's alone. */
const params = {
  /** The event to show. */
  event: parseAsString,
  view: parseAsStringLiteral(TRACE_VIEWS).withDefault("transcript"),
  tab: parseAsStringLiteral(TRACE_TABS),
  /** A change whose evidence comes first. */
  change: parseAsString,
};

export const loadTraceSearch = createLoader(params);
export type TraceSearch = Awaited<ReturnType<typeof loadTraceSearch>>;
