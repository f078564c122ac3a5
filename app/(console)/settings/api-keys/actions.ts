"use server";

import { z } from "zod";
import { createApiKey, revokeApiKey } from "@/lib/auth/api-keys";
import { CreateApiKeyInput } from "@/lib/auth/inputs";
import type { Ctx } from "@/lib/context";
import { nextDay, startOfDay } from "@/lib/day-in-zone";
import { type ApiKeyId, isId } from "@/lib/ids";
import { requireVisitor } from "@/lib/web/current-user";
import { defineAction } from "@/lib/web/define-action";

const { name, scopes, rate_limit_per_minute } = CreateApiKeyInput.shape;

/** The command's own rules over what a form sends: texts, and nothing at all for boxes that are not ticked. */
const KeyForm = z.object({
  name: z.preprocess((value) => value ?? "", name),
  scopes: z.preprocess((value) => value ?? [], scopes),
  rate_limit_per_minute: z.preprocess((value) => (value === undefined ? undefined : Number(value)), rate_limit_per_minute),
  expires_on: z.iso.date("Not a day.").optional(),
});

export const createApiKeyAction = defineAction({
  input: KeyForm,
  command: async (ctx: Ctx, { expires_on, ...input }: z.output<typeof KeyForm>) => {
    const { timeZone } = (await requireVisitor()).membership;
    const dayAfter = expires_on ? nextDay(expires_on) : null;
    const endOfDay = dayAfter ? (startOfDay(dayAfter, timeZone) ?? startOfDay(dayAfter, "UTC")) : null;
    // One second short of midnight, so that the key is listed with the day that was chosen.
    const expiresAt = endOfDay && new Date(endOfDay.getTime() - 1_000);
    return createApiKey(ctx, { ...input, expires_at: expiresAt?.toISOString() });
  },
  revalidates: () => ["/settings/api-keys"],
  // The one secret that an action may answer: it is made here and shown this once.
  returns: ({ key, secret }) => ({ name: key.name, secret }),
});

export const revokeApiKeyAction = defineAction({
  input: z.object({ id: z.custom<ApiKeyId>((value) => isId("apiKey", value), "Not an API key.") }),
  command: (ctx, { id }) => revokeApiKey(ctx, id),
  revalidates: () => ["/settings/api-keys"],
});
