"use server";

import { z } from "zod";
import type { Ctx } from "@/lib/context";
import { isId, type SessionId } from "@/lib/ids";
import { markOutcomes } from "@/lib/outcomes/commands";
import { MarkOutcomesInput } from "@/lib/outcomes/inputs";
import { defineAction } from "@/lib/web/define-action";

const MarkThisInput = MarkOutcomesInput.omit({ session_ids: true }).extend({
  session_id: z.custom<SessionId>((value) => isId("session", value), "Not a session id."),
});

export const markOutcomeAction = defineAction({
  input: MarkThisInput,
  command: (ctx: Ctx, { session_id, ...verdict }) => markOutcomes(ctx, { session_ids: [session_id], ...verdict }),
  revalidates: (_, { session_id }) => [`/sessions/${session_id}`, "/sessions"],
});
