"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ActionResult } from "@/components/forms/action-result";
import { SignInInput } from "@/lib/auth/inputs";
import { signIn } from "@/lib/auth/sign-in";
import { isAppError } from "@/lib/errors";
import { failed, invalid } from "@/lib/web/define-action";
import { formToObject } from "@/lib/web/form-data";
import { safeReturnTo } from "@/lib/web/return-to";
import { getRuntime } from "@/lib/web/runtime";
import { clientAddress, setSignInCookie } from "@/lib/web/sign-in-cookie";

export async function signInAction(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const parsed = SignInInput.safeParse(formToObject(form));
  if (!parsed.success) return invalid(parsed.error);
  const { db, clock } = await getRuntime();
  try {
    const userAgent = (await headers()).get("user-agent");
    const { sid, userId } = await signIn({ db, clock }, { ...parsed.data, address: await clientAddress(), userAgent });
    await setSignInCookie({ userId, sid });
  } catch (error) {
    if (isAppError(error)) return { ok: false, error: { code: error.code, message: error.message } };
    return failed(error, "sign-in");
  }
  redirect(safeReturnTo(form.get("returnTo")));
}
