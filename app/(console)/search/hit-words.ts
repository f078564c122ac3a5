/** How a thing that was found is named, and where it leads. Pure. */
import type { SearchHit, SearchKind } from "@/lib/search/types";

export const KIND_WORDS: Record<SearchKind, { one: string; many: string }> = {
  agents: { one: "Agent", many: "Agents" },
  sessions: { one: "Session", many: "Sessions" },
  learnings: { one: "Learning", many: "Learnings" },
  changes: { one: "Change", many: "Changes" },
  dreams: { one: "Dream", many: "Dreams" },
};

export function hitHref(hit: Pick<SearchHit, "kind" | "id" | "parentId">): string {
  switch (hit.kind) {
    case "agents":
      return `/agents/${hit.id}`;
    case "sessions":
      return `/sessions/${hit.id}`;
    case "learnings":
      return `/learnings/${hit.id}`;
    case "dreams":
      return `/dreams/${hit.id}`;
    case "changes":
      return `/dreams/${hit.parentId}/changes/${hit.id}`;
  }
}

export function hitTitle(hit: SearchHit): string {
  if (hit.kind === "dreams") return `Dream of ${hit.of ?? "an agent"}`;
  return hit.title || `${KIND_WORDS[hit.kind].one} ${hit.id.slice(-6)}`;
}
