/** Building blocks of answers: lists, errors, times, and how a route declares them. */
import { z } from "@hono/zod-openapi";
import { ID_PREFIXES, type IdKind } from "@/lib/ids";

export const instant = (description: string) => z.iso.datetime().openapi({ format: "date-time", description });
export const maybeInstant = (description: string) => z.iso.datetime().nullable().openapi({ format: "date-time", description });
export const idOf = (kind: IdKind, description: string) => z.string().startsWith(`${ID_PREFIXES[kind]}_`).openapi({ description });

/** Null or a named schema: the document writer can't say `.nullable()` of one that it refers to by name. */
export const orNull = <S extends z.ZodType>(schema: S) => z.union([schema, z.null()]);

export function toInstant(date: Date): string {
  return date.toISOString();
}

export function toMaybeInstant(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

export const json = <S extends z.ZodType>(schema: S, description: string) => ({ description, content: { "application/json": { schema } } });
export const jsonBody = <S extends z.ZodType>(schema: S) => ({ required: true, content: { "application/json": { schema } } });

/** For acts without parameters: the body may be left out, but what stands in it is never ignored. */
export const noBody = {
  required: false,
  content: { "application/json": { schema: z.strictObject({}).openapi({ description: "Nothing; may be left out." }) } },
};

const ErrorBody = z
  .object({
    type: z.literal("error"),
    error: z
      .looseObject({
        type: z.string().openapi({ description: "What kind of error, such as `not_found_error`.", example: "invalid_request_error" }),
        message: z.string().openapi({ description: "What happened and what to do next, in a sentence.", example: "name: required." }),
        details: z
          .looseObject({
            error_code: z.string().optional().openapi({ description: "Names the cause; branch on it rather than on the message." }),
          })
          .optional()
          .openapi({ description: "`error_code`, `fields` at fault, and what else helps to repair the request." }),
      })
      .openapi({ description: "A path conflict also names `conflicting_memory_id` and `conflicting_path`." }),
    request_id: z.string().openapi({ description: "As in the `request-id` header." }),
  })
  .openapi("Error");

/** Errors that every authenticated endpoint may answer. */
export const failures = {
  400: json(ErrorBody, "The request is not valid; the message names the field."),
  401: json(ErrorBody, "No key, or an unknown one."),
  403: json(ErrorBody, "The key lacks a scope."),
  404: json(ErrorBody, "There is no such thing in the key's workspace."),
  429: json(ErrorBody, "The key's rate limit; see `retry-after`."),
  500: json(ErrorBody, "A fault on our side."),
  503: json(ErrorBody, "Not available right now."),
};

/** For endpoints that write. */
export const writeFailures = {
  ...failures,
  409: json(ErrorBody, "In conflict with the present state; not worth repeating as it is."),
  413: json(ErrorBody, "The body is larger than 32 MB."),
};

/** For heartbeats. */
export const preconditionFailure = {
  412: json(ErrorBody, "Another worker may hold the work; `details.current_state` is the lease as it stands."),
};

const nextPage = z.string().nullable().openapi({ description: "Give it as `page` to go on; null on the last page." });

export const listOf = <S extends z.ZodType>(item: S) => z.object({ data: z.array(item), next_page: nextPage });

/** A list that also pages backward. */
export const listBothWays = <S extends z.ZodType>(item: S) =>
  z.object({
    data: z.array(item),
    next_page: nextPage,
    prev_page: z.string().nullable().openapi({ description: "Null on the first page." }),
  });

export const ActorRef = z
  .object({
    type: z.string().openapi({ description: "user, api_key, session or system." }),
    id: z.string().nullable(),
    name: z.string().nullable(),
  })
  .openapi("ActorRef", { description: "Who did something, as recorded then." });
