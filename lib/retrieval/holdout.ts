/** Which sessions go without which learning. Pure: the same session and learning draw the same, in every process and at every time. */
import { createHash } from "node:crypto";

/** Names the experiment. Another salt would draw everything anew and break what is under way. */
const SALT = "reverie holdout 1";

export type Draw = { workspaceId: string; agentId: string; sessionKey: string; memoryId: string };

/** True with probability `share`, independently for each learning and session. A larger share withholds a superset. */
export function isWithheld({ workspaceId, agentId, sessionKey, memoryId }: Draw, share: number): boolean {
  const hash = createHash("sha256")
    .update(JSON.stringify([SALT, workspaceId, agentId, sessionKey, memoryId]))
    .digest();
  return hash.readUIntBE(0, 6) / 2 ** 48 < share;
}
