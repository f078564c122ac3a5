"use server";

import { z } from "zod";
import { assertCan } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import { startDream } from "@/lib/dreaming/commands";
import { AppError } from "@/lib/errors";
import { type AgentId, isId, type SessionId } from "@/lib/ids";
import { markOutcomes } from "@/lib/outcomes/commands";
import { MARK_VERDICTS } from "@/lib/outcomes/inputs";
import { deleteView, saveView } from "@/lib/saved-views/commands";
import { DeleteViewInput, SaveViewInput } from "@/lib/saved-views/inputs";
import { excludeFromDreams, includeInDreams } from "@/lib/sessions/exclude";
import { listFilteredIds } from "@/lib/sessions/list";
import { parseTimeRange } from "@/lib/time-range";
import { requireVisitor } from "@/lib/web/current-user";
import { defineAction } from "@/lib/web/define-action";
import { getRuntime } from "@/lib/web/runtime";
import { toListFilter } from "./filters";
import { loadSessionsSearch } from "./search-params";

const MOST_AT_ONCE = 10_000;
const MOST_IN_A_DREAM = 1_000;
const MOST_DREAMS_AT_ONCE = 10;

/** What is ticked: ids, or all that the list's address finds. */
const SelectionInput = z
  .string()
  .transform((text, check) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      check.addIssue("Choose sessions first.");
      return z.NEVER;
    }
  })
  .pipe(
    z.union([
      z.object({
        ids: z
          .array(z.custom<SessionId>((value) => isId("session", value), "Not a session id."))
          .min(1, "Choose a session.")
          .max(MOST_AT_ONCE),
      }),
      z.object({ query: z.string().max(4000) }),
    ]),
  );
type SelectionInput = z.output<typeof SelectionInput>;

async function chosen(ctx: Ctx, selection: SelectionInput): Promise<{ id: SessionId; agentId: AgentId }[]> {
  if ("ids" in selection) return listFilteredIds(ctx, { ids: selection.ids }, MOST_AT_ONCE);
  const { membership } = await requireVisitor();
  const search = await loadSessionsSearch(new URLSearchParams(selection.query));
  return listFilteredIds(ctx, toListFilter(search, parseTimeRange(search.range, ctx.clock.now(), membership.timeZone)), MOST_AT_ONCE);
}

export const markOutcomesAction = defineAction({
  input: z.object({
    selection: SelectionInput,
    verdict: z.enum(MARK_VERDICTS, "Say whether the outcome was met."),
    note: z.string().trim().max(2000).optional(),
  }),
  command: async (ctx, { selection, verdict, note }) => {
    assertCan(ctx.actor, "outcome.report");
    const ids = (await chosen(ctx, selection)).map(({ id }) => id);
    const { marked } = await markOutcomes(ctx, { session_ids: ids, verdict, note });
    return { count: marked, ids };
  },
  revalidates: () => ["/sessions"],
  returns: (result) => result,
});

const SelectionOnly = z.object({ selection: SelectionInput });

export const excludeAction = defineAction({
  input: SelectionOnly,
  command: async (ctx, { selection }) => {
    assertCan(ctx.actor, "session.write");
    return excludeFromDreams(
      ctx,
      (await chosen(ctx, selection)).map(({ id }) => id),
    );
  },
  revalidates: () => ["/sessions"],
  returns: ({ changed }) => ({ count: changed.length, ids: changed }),
});

export const includeAction = defineAction({
  input: SelectionOnly,
  command: async (ctx, { selection }) => {
    assertCan(ctx.actor, "session.write");
    return includeInDreams(
      ctx,
      (await chosen(ctx, selection)).map(({ id }) => id),
    );
  },
  revalidates: () => ["/sessions"],
  returns: ({ changed }) => ({ count: changed.length, ids: changed }),
});

/** One dream per agent among them: a dream writes for one store. */
export const dreamOnAction = defineAction({
  input: SelectionOnly,
  command: async (ctx, { selection }) => {
    assertCan(ctx.actor, "dream.create");
    const byAgent = new Map<AgentId, { id: SessionId }[]>();
    for (const session of await chosen(ctx, selection)) byAgent.set(session.agentId, [...(byAgent.get(session.agentId) ?? []), session]);
    if (byAgent.size > MOST_DREAMS_AT_ONCE) {
      throw new AppError(
        "invalid_input",
        `These sessions are of ${byAgent.size} agents. At most ${MOST_DREAMS_AT_ONCE} dream at once: filter by agent.`,
      );
    }
    for (const [, sessions] of byAgent) {
      if (sessions.length > MOST_IN_A_DREAM) {
        throw new AppError(
          "invalid_input",
          `A dream reads at most ${MOST_IN_A_DREAM.toLocaleString("en-US")} chosen sessions, and ${sessions.length.toLocaleString("en-US")} are of one agent. For more, dream on a date range from the agent's page.`,
        );
      }
    }
    const { jobs } = await getRuntime();
    const dreams = [];
    for (const [agentId, sessions] of byAgent) {
      const dream = await startDream(ctx, { agent_id: agentId, sessions: { session_ids: sessions.map(({ id }) => id) } }, "manual");
      await jobs.enqueueDream({ workspaceId: ctx.workspaceId, dreamId: dream.id });
      dreams.push(dream);
    }
    return dreams;
  },
  revalidates: () => ["/dreams"],
  redirectTo: (dreams) => (dreams.length === 1 ? `/dreams/${dreams[0]?.id}` : "/dreams"),
});

export const saveViewAction = defineAction({ input: SaveViewInput, command: saveView, revalidates: (_, { screen }) => [`/${screen}`] });

export const deleteViewAction = defineAction({ input: DeleteViewInput, command: deleteView, revalidates: () => ["/sessions"] });
