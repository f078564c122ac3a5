/** Columns that many tables share. */

import { customType, timestamp } from "drizzle-orm/pg-core";
import type { Id, IdKind } from "@/lib/ids";

/** Ids and paths compare byte by byte: the same order in every locale, and cheaper. */
const byteText = customType<{ data: string; driverData: string }>({ dataType: () => 'text collate "C"' });

export function idColumn<K extends IdKind>(_kind: K, name: string) {
  return byteText(name).$type<Id<K>>();
}

export const bytes = byteText;

export const workspaceId = () => idColumn("workspace", "workspace_id").notNull();

export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

export const createdAt = () => instant("created_at").notNull();
export const updatedAt = () => instant("updated_at").notNull();
