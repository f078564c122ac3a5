"use server";

import { redirect } from "next/navigation";
import type { ActionResult } from "@/components/forms/action-result";
import { openUserSession } from "@/lib/auth/sign-in";
import { isAppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { failed, invalid } from "@/lib/web/define-action";
import { formToObject } from "@/lib/web/form-data";
import { getRuntime } from "@/lib/web/runtime";
import { setSignInCookie, userAgent } from "@/lib/web/sign-in-cookie";
import { setUp } from "@/lib/workspaces/commands";
import { SetUpInput } from "@/lib/workspaces/inputs";

export async function setUpAction(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const parsed = SetUpInput.safeParse(formToObject(form));
  if (!parsed.success) return invalid(parsed.error);
  const { db, clock } = await getRuntime();
  const requestId = newId("request");
  try {
    const { userId } = await setUp({ db, clock, requestId }, parsed.data);
    const sid = await openUserSession({ db, clock }, userId, await userAgent());
    await setSignInCookie({ userId, sid });
  } catch (error) {
    if (isAppError(error)) return { ok: false, error: { code: error.code, message: error.message, fields: error.details.fields } };
    return failed(error, requestId);
  }
  redirect("/");
}
