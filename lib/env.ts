/** The only reader of `process.env`. Every variable here also stands in .env.example and in the README. */
import { z } from "zod";
import { AppError } from "@/lib/errors";

const Environment = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  /** Set by the starter: the runtime role `reverie_app`. */
  REVERIE_APP_DATABASE_URL: z.string().min(1).optional(),
  /** The installation's own URL (owner role); only migration and the starter use it. */
  DATABASE_URL: z.string().min(1).optional(),
  /** At least 32 characters; signs cookies and derives the runtime role's password. */
  REVERIE_SECRET: z.string().min(16).optional(),
  /** Where browsers reach this installation; decides whether cookies are https-only. */
  REVERIE_PUBLIC_URL: z.url().optional(),
  NEXTAUTH_URL: z.url().optional(),
  NEXTAUTH_SECRET: z.string().min(16).optional(),
  REVERIE_ADMIN_EMAIL: z.email().optional(),
  REVERIE_ADMIN_PASSWORD: z.string().min(12).optional(),
  REVERIE_API_KEY: z.string().min(20).optional(),
  REVERIE_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  REVERIE_VERSION: z.string().default("0.1.0"),
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  /** What webhooks, and agents' MCP servers, may lie at besides public addresses: a comma list of hosts, IPs and CIDRs. */
  REVERIE_WEBHOOK_ALLOW: z.string().optional(),
  REVERIE_MCP_ALLOW: z.string().optional(),
});
export type Env = z.infer<typeof Environment>;

let cached: Env | undefined;

/** The checked environment. Throws `invalid_input` naming the variable at fault, never its value. */
export function env(): Env {
  if (cached) return cached;
  const present = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError("invalid_input", `Environment variable ${issue?.path.join(".")}: ${issue?.message}`);
  }
  cached = parsed.data;
  return cached;
}

/** The runtime database URL, or `unavailable` with what to do. */
export function appDatabaseUrl(): string {
  const url = env().REVERIE_APP_DATABASE_URL;
  if (!url) throw new AppError("unavailable", "REVERIE_APP_DATABASE_URL is not set. Start Reverie with `npm start`, which sets it.");
  return url;
}
