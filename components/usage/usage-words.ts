import type { UsageGroup, UsagePurpose } from "@/lib/usage/types";

export const PURPOSE_WORDS: Record<UsagePurpose, string> = { session: "Sessions", dream: "Dreams", grader: "Graders" };
export const GROUP_WORDS: Record<UsageGroup, string> = { day: "Day", agent: "Agent", purpose: "Purpose", model: "Model" };
/** At most so much of what the sessions cost is what dreaming should cost. */
export const DREAMING_TARGET = 0.02;
