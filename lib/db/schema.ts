// Collects the rooms' tables; read by drizzle-kit only.
export * from "@/lib/agents/schema";
export * from "@/lib/audit/schema";
export * from "@/lib/auth/schema";
export * from "@/lib/demo/schema";
export * from "@/lib/dreaming/schema";
export * from "@/lib/environments/schema";
export * from "@/lib/interop/schema";
export * from "@/lib/jobs/schema";
export * from "@/lib/learnings/schema";
export * from "@/lib/memory/schema";
export * from "@/lib/outcomes/schema";
export * from "@/lib/retrieval/schema";
export * from "@/lib/saved-views/schema";
export * from "@/lib/sessions/live-schema";
export * from "@/lib/sessions/schema";
export * from "@/lib/usage/schema";
export * from "@/lib/workspaces/schema";
