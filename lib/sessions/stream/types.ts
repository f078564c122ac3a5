/** Words of the event stream. No library at run time. */

/** Kinds of events whose making can be watched. */
export const PREVIEWED_TYPES = ["agent.message", "agent.thinking"] as const;
export type PreviewedType = (typeof PREVIEWED_TYPES)[number];
