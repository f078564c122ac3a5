/** What the routes below a memory store share. */
import { idParam } from "@/lib/api/params";

/** Texts are large: a page that shows them holds at most this many, whatever `limit` says. */
export const FULL_PAGE = 20;

export const pageSize = (limit: number, view: "basic" | "full") => (view === "full" ? Math.min(limit, FULL_PAGE) : limit);

export const storeParams = { memory_store_id: idParam("memoryStore", "memory store") };
