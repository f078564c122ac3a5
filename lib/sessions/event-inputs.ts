/** What a client may send into a session: the limits of the Managed Agents contract. */
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { EventIdInput } from "@/lib/sessions/id-inputs";

const Text = z.strictObject({ type: z.literal("text"), text: z.string().min(1) });
const Base64 = z.strictObject({
  type: z.literal("base64"),
  media_type: z.enum(["image/jpeg", "image/png", "image/gif", "image/webp"]),
  data: z.base64().min(1),
});
const Link = z.strictObject({ type: z.literal("url"), url: z.url({ protocol: /^https?$/ }) });
const Image = z.strictObject({ type: z.literal("image"), source: z.discriminatedUnion("type", [Base64, Link]) });
const Document = z.strictObject({
  type: z.literal("document"),
  source: z.discriminatedUnion("type", [
    z.strictObject({ type: z.literal("base64"), media_type: z.literal("application/pdf"), data: z.base64().min(1) }),
    z.strictObject({ type: z.literal("text"), media_type: z.literal("text/plain"), data: z.string().min(1) }),
    Link,
  ]),
  title: z.string().max(500).nullable().optional(),
  context: z.string().max(10_000).nullable().optional(),
});
const SearchResult = z.strictObject({
  type: z.literal("search_result"),
  source: z.string().min(1),
  title: z.string().min(1),
  content: z.array(Text).min(1),
  citations: z.strictObject({ enabled: z.boolean() }),
});

const MessageContent = z
  .array(z.discriminatedUnion("type", [Text, Image, Document]))
  .min(1)
  .max(1000);
/** A tool may have nothing to say. */
const ResultText = z.strictObject({ type: z.literal("text"), text: z.string() });
const ResultContent = z.array(z.discriminatedUnion("type", [ResultText, Image, Document, SearchResult])).max(1000);

const UserMessage = z.strictObject({ type: z.literal("user.message"), content: MessageContent });
const DefineOutcome = z.strictObject({
  type: z.literal("user.define_outcome"),
  description: z.string().min(1).max(10_000),
  rubric: z.strictObject({ type: z.literal("text"), content: z.string().min(1).max(262_144) }),
  max_iterations: z.number().int().min(1).max(20).nullable().optional(),
});
export const SystemMessage = z.strictObject({ type: z.literal("system.message"), content: z.array(Text).min(1).max(1000) });
/** Where the answer goes is known by the call's id; a client may say it too. */
const thread = { session_thread_id: z.string().nullable().optional() };

const ClientEvent = z.discriminatedUnion("type", [
  UserMessage,
  z.strictObject({ type: z.literal("user.interrupt"), ...thread }),
  z
    .strictObject({
      type: z.literal("user.tool_confirmation"),
      tool_use_id: EventIdInput,
      result: z.enum(["allow", "deny"]),
      deny_message: z.string().max(10_000).nullable().optional(),
      ...thread,
    })
    .refine((event) => event.result === "deny" || event.deny_message == null, {
      path: ["deny_message"],
      message: "only where result is deny.",
    }),
  z.strictObject({
    type: z.literal("user.custom_tool_result"),
    custom_tool_use_id: EventIdInput,
    content: ResultContent.optional(),
    is_error: z.boolean().nullable().optional(),
    ...thread,
  }),
  z.strictObject({
    type: z.literal("user.tool_result"),
    tool_use_id: EventIdInput,
    content: ResultContent.optional(),
    is_error: z.boolean().nullable().optional(),
    ...thread,
  }),
  SystemMessage,
  DefineOutcome,
]);
export type ClientEvent = z.output<typeof ClientEvent>;

const FOLLOWED_BY_SYSTEM = new Set(["user.message", "user.tool_result", "user.custom_tool_result"]);

/** A batch is taken whole or not at all. */
export const SendEventsInput = z.strictObject({
  events: z
    .array(ClientEvent)
    .min(1)
    .max(1000)
    .superRefine((events, context) => {
      events.forEach((event, at) => {
        if (event.type !== "system.message") return;
        const follows = FOLLOWED_BY_SYSTEM.has(events[at - 1]?.type ?? "");
        if (at === events.length - 1 && follows) return;
        context.addIssue({
          code: "custom",
          path: [at],
          message: "a system.message stands last, right after a user.message or a tool result.",
        });
      });
    }),
});
export type SendEventsInput = z.output<typeof SendEventsInput>;

export const InitialEvent = z.discriminatedUnion("type", [UserMessage, DefineOutcome]);
export const InitialEvents = z.array(InitialEvent).max(50);
/** What a deployment begins its sessions with: a system message too. */
export type FirstEvent = z.output<typeof InitialEvent> | z.output<typeof SystemMessage>;

const PastTime = z.iso.datetime({ offset: true });
/** An event of a session that runs elsewhere: any of the log's types, told after the fact. */
const ReportedEvent = z
  .looseObject({
    type: z.string().regex(/^(user|agent|system|session|span)\.[a-z_]{1,60}$/, "not a type of event."),
    processed_at: PastTime.nullable().optional(),
  })
  .refine((event) => !("id" in event), { path: ["id"], message: "ids of events are ours to give." });
export type ReportedEvent = z.output<typeof ReportedEvent>;
export const ReportEventsInput = z.strictObject({ events: z.array(ReportedEvent).min(1).max(1000) });

/** Said of `user.define_outcome`, which is understood and not carried out. */
export function outcomesNotServed(): AppError {
  return new AppError("invalid_input", "user.define_outcome is not served yet.", { details: { reason: "not_served" } });
}
