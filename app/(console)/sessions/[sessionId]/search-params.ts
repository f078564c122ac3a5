import { createLoader, createSerializer, parseAsInteger, parseAsString } from "nuqs/server";

const params = {
  /** The event to show; its page is found by itself. */
  event: parseAsString,
  /** Both name a change whose evidence is marked. */
  change: parseAsString,
  dream: parseAsString,
  page: parseAsInteger.withDefault(1),
};

export const loadTraceSearch = createLoader(params);
export const traceHref = createSerializer(params);
export type TraceSearch = Awaited<ReturnType<typeof loadTraceSearch>>;
