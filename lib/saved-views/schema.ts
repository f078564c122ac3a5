import { boolean, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, workspaceId } from "@/lib/db/columns";
import type { Screen } from "@/lib/saved-views/types";

/** A list's address under a name: a view is copied into the address, never a layer over it. */
export const savedViews = pgTable(
  "saved_views",
  {
    workspaceId: workspaceId(),
    id: idColumn("savedView", "id").notNull(),
    screen: text("screen").$type<Screen>().notNull(),
    name: text("name").notNull(),
    /** The query without its question mark. */
    query: text("query").notNull(),
    /** Everybody in the workspace sees it. */
    isShared: boolean("is_shared").notNull(),
    createdByType: text("created_by_type").notNull(),
    createdById: bytes("created_by_id"),
    createdByName: text("created_by_name"),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] }), index("saved_views_by_screen").on(t.workspaceId, t.screen, t.name)],
);
