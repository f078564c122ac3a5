/** What the palette finds for some letters: objects of the visitor's workspace, and what the visitor may do with an agent. */
import type { PaletteAnswer, PaletteObject } from "@/components/layout/palette-items";
import { formatRelative } from "@/components/ui/format-time";
import { can } from "@/lib/auth/policy";
import { searchWorkspace } from "@/lib/search/queries";
import { SEARCH_KINDS, type SearchHit } from "@/lib/search/types";
import { forVisitor } from "@/lib/web/route-visitor";
import { hitHref, hitTitle, KIND_WORDS } from "../search/hit-words";

const PER_KIND = 5;
const LONGEST = 200;

export async function GET(request: Request): Promise<Response> {
  return forVisitor(request, async ({ ctx }) => {
    const typed = (new URL(request.url).searchParams.get("q") ?? "").slice(0, LONGEST).trim();
    const isIdOnly = typed.startsWith("#");
    const isActions = typed.startsWith(">");
    // "dream now reb" asks what can be done with the agent.
    const words = typed.replace(/^[#>]\s*/, "");
    const forAgent = /^dream(?: now)?(?: with| of| for)?(?:\s+(.*))?$/i.exec(words);
    const mayDream = can(ctx.actor, "dream.create");
    const [found, dreamers] = await Promise.all([
      isActions || words === "" ? null : searchWorkspace(ctx, { q: words, isIdOnly, limit: PER_KIND }),
      mayDream && !isIdOnly
        ? searchWorkspace(ctx, { q: forAgent ? (forAgent[1] ?? "") : words, kinds: ["agents"], limit: PER_KIND })
        : null,
    ]);
    const now = ctx.clock.now();
    const answer: PaletteAnswer = {
      groups: found
        ? SEARCH_KINDS.map((kind) => ({ label: KIND_WORDS[kind].many, objects: found[kind].hits.map((hit) => toObject(hit, now)) }))
        : [],
      actions: (dreamers?.agents.hits ?? [])
        .filter((agent) => agent.state === "active")
        .slice(0, words === "" ? 3 : PER_KIND)
        .map((agent) => ({ label: `Dream now with ${hitTitle(agent)}`, href: hitHref(agent) })),
    };
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  });
}

function toObject(hit: SearchHit, now: Date): PaletteObject {
  const parts = [hit.kind === "agents" ? null : hit.kind === "dreams" ? null : hit.of, hit.state, formatRelative(hit.at, now)];
  return { id: hit.id, title: hitTitle(hit), note: parts.filter(Boolean).join(" · "), href: hitHref(hit) };
}
