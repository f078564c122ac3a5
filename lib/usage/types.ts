/** What a model was asked for. */
export const USAGE_PURPOSES = ["session", "dream", "grader"] as const;
export type UsagePurpose = (typeof USAGE_PURPOSES)[number];
