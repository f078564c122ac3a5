/** Words of the environments room. No library at run time. */
import type { EnvironmentId, EnvironmentKeyId } from "@/lib/ids";

/** `imported` is the built-in one's, where past sessions live and nothing runs. */
export type EnvironmentConfig = { type: "self_hosted" } | { type: "imported" };

export type EnvironmentView = {
  id: EnvironmentId;
  name: string;
  description: string | null;
  config: EnvironmentConfig;
  metadata: Record<string, string>;
  createdAt: Date;
  updatedAt: Date;
  archivedAt: Date | null;
};

export type EnvironmentKeyView = {
  id: EnvironmentKeyId;
  environmentId: EnvironmentId;
  name: string;
  hint: string;
  lastUsedAt: Date | null;
  createdAt: Date;
};
