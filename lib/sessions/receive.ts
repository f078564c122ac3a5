/** Takes events in by the one door that the API has for them: what may come depends on who runs the session. */
import type { z } from "zod";
import { assertCanUseSession } from "@/lib/auth/policy";
import type { Ctx } from "@/lib/context";
import type { SessionId } from "@/lib/ids";
import { reportInto } from "@/lib/sessions/change";
import { changeSession } from "@/lib/sessions/draft";
import { ReportEventsInput, SendEventsInput } from "@/lib/sessions/event-inputs";
import { sendInto } from "@/lib/sessions/send";
import type { SessionEvent } from "@/lib/sessions/types";

/** Throws what the door says of a body that does not fit. */
export type Parse = <S extends z.ZodType>(schema: S, value: unknown) => z.output<S>;

/** Sends into a session of ours, reports of one that runs elsewhere. Throws as `sendEvents` and `reportEvents`. */
export async function receiveEvents(ctx: Ctx, sessionId: SessionId, body: unknown, parse: Parse): Promise<SessionEvent[]> {
  assertCanUseSession(ctx.actor, sessionId, "session.write");
  return changeSession(ctx, sessionId, (draft) =>
    draft.session.source === "api"
      ? reportInto(draft, parse(ReportEventsInput, body).events)
      : sendInto(draft, parse(SendEventsInput, body)),
  );
}
