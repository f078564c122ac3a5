/** What a server action answers. The shape is that of `defineAction`; nothing else of it reaches the browser. */
export type ActionError = {
  code: string;
  /** For the operator: what happened and what to do next. */
  message: string;
  /** Name of an input to what is wrong with it. */
  fields?: Record<string, string>;
  /** Of a conflict over one decision: what somebody else made of it meanwhile. */
  theirs?: TheirChoice;
};
export type TheirChoice = { decision: string; by: string | null; at: string | null; version: number };
export type ActionResult = { ok: true; data: unknown } | { ok: false; error: ActionError };
export type FormAction = (previous: ActionResult | null, formData: FormData) => Promise<ActionResult>;
