/** Words of the auth room. No library at run time. */
import type { Role, Scope } from "@/lib/context";
import type { ApiKeyId, UserId, WorkspaceId } from "@/lib/ids";

export const MIN_PASSWORD_LENGTH = 12;

export type ApiKeyView = {
  id: ApiKeyId;
  name: string;
  hint: string;
  scopes: Scope[];
  rateLimitPerMinute: number | null;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
};

/** Who is signed in, before a workspace is chosen. */
export type SignedIn = { userId: UserId; name: string; email: string; sessionId: string };

export type Membership = { workspaceId: WorkspaceId; workspaceName: string; timeZone: string; role: Role };
