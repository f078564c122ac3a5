/** Turns a command into a server action: sign-in, parse, one command, a result that a form can show. */
import { revalidatePath } from "next/cache";
import { forbidden, redirect, unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { ActionResult, TheirChoice } from "@/components/forms/action-result";
import type { Ctx } from "@/lib/context";
import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { requireCtx } from "@/lib/web/current-user";
import { formToObject } from "@/lib/web/form-data";

export type ActionDefinition<Schema extends z.ZodType, Result> = {
  input: Schema;
  command: (ctx: Ctx, input: z.output<Schema>) => Promise<Result>;
  /** Paths whose data changed. */
  revalidates?: (result: Result, input: z.output<Schema>) => string[];
  /** Where to go after success. */
  redirectTo?: (result: Result, input: z.output<Schema>) => string | null;
  /** What the form gets back; nothing unless said. Never a secret. */
  returns?: (result: Result) => unknown;
};

/** Takes `(formData)`, `(previous, formData)` or `(object)`; works without JavaScript. */
export type Action = (first: unknown, second?: unknown) => Promise<ActionResult>;

export function defineAction<Schema extends z.ZodType, Result>(definition: ActionDefinition<Schema, Result>): Action {
  return async (first, second) => {
    const ctx = await requireCtx();
    const raw = second instanceof FormData ? formToObject(second) : first instanceof FormData ? formToObject(first) : first;
    const parsed = definition.input.safeParse(raw);
    if (!parsed.success) return invalid(parsed.error);
    let target: string | null = null;
    try {
      const result = await definition.command(ctx, parsed.data);
      for (const path of definition.revalidates?.(result, parsed.data) ?? []) revalidatePath(path);
      target = definition.redirectTo?.(result, parsed.data) ?? null;
      if (target === null) return { ok: true, data: definition.returns?.(result) ?? null };
    } catch (error) {
      unstable_rethrow(error);
      return failed(error, ctx.requestId);
    }
    redirect(target);
  };
}

export function invalid(error: z.ZodError): ActionResult {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join(".")] ??= issue.message;
  const first = error.issues[0];
  return { ok: false, error: { code: "invalid_input", message: first?.message ?? "Check the form.", fields } };
}

/** A rule's answer is shown as it is; anything else is logged and shown as a plain sentence with the request's id. */
export function failed(error: unknown, requestId: string): ActionResult {
  if (isAppError(error, "forbidden")) forbidden();
  if (isAppError(error) && error.code !== "internal") {
    const theirs = error.details.theirs as TheirChoice | undefined;
    return { ok: false, error: { code: error.code, message: error.message, fields: error.details.fields, ...(theirs ? { theirs } : {}) } };
  }
  log.error("an action failed", { requestId, error });
  return {
    ok: false,
    error: { code: "internal", message: `This did not work because of a fault on our side. Nothing was changed. Request ${requestId}` },
  };
}
