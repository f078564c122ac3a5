import { bigint, foreignKey, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, instant, workspaceId } from "@/lib/db/columns";
import type { ModelPrice } from "@/lib/model/types";
import { workspaces } from "@/lib/workspaces/schema";

const rate = (name: string) => bigint(name, { mode: "number" }).notNull();

/** Prices that a workspace set itself; a model without a row has the list price, or none. Micro-dollars per million tokens. */
export const modelPrices = pgTable(
  "model_prices",
  {
    workspaceId: workspaceId(),
    model: bytes("model").notNull(),
    input: rate("input"),
    output: rate("output"),
    cacheRead: rate("cache_read"),
    cacheWrite5m: rate("cache_write_5m"),
    cacheWrite1h: rate("cache_write_1h"),
    longPrompt: jsonb("long_prompt").$type<ModelPrice["longPrompt"]>(),
    updatedAt: instant("updated_at").notNull(),
    updatedByName: text("updated_by_name"),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.model] }),
    foreignKey({ columns: [t.workspaceId], foreignColumns: [workspaces.workspaceId] }).onDelete("cascade"),
  ],
);
