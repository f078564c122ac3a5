/** Words of the saved views room. No library at run time. */
import type { Id } from "@/lib/ids";

export const SCREENS = ["sessions", "agents", "dreams", "learnings"] as const;
export type Screen = (typeof SCREENS)[number];

export type SavedViewId = Id<"savedView">;

export type SavedView = { id: SavedViewId; name: string; query: string; isShared: boolean; isMine: boolean; createdByName: string | null };
