import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiEnv } from "@/lib/api/types";
import { toInvalidInput } from "@/lib/api/validation";
import type { Ctx } from "@/lib/context";
import { AppError } from "@/lib/errors";

/** A router whose refusals of bad input are thrown, so that the app answers them as every other error. */
export function createRouter(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      if (result.target === "param") throw new AppError("not_found", result.error.issues[0]?.message ?? "There is no such thing.");
      throw toInvalidInput(result.error);
    },
  });
}

/** For answering with what a write made: its permission was checked, whether or not the key may read at large. */
export function afterWrite(ctx: Ctx): Ctx {
  return { ...ctx, actor: { type: "system", name: "api" } };
}
