import { z } from "zod";
import { MIN_PASSWORD_LENGTH } from "@/lib/auth/types";

export const SetUpInput = z.object({
  code: z.string().min(1, "The set-up link holds a code; open the link that the server printed."),
  name: z.string().trim().min(1, "Enter your name.").max(100),
  email: z.email("Not an email address.").max(254),
  password: z.string().min(MIN_PASSWORD_LENGTH, `At least ${MIN_PASSWORD_LENGTH} characters.`).max(256),
  workspace_name: z.string().trim().min(1, "Name the workspace.").max(100),
  time_zone: z
    .string()
    .default("UTC")
    .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC", "Not a time zone."),
});
export type SetUpInput = z.infer<typeof SetUpInput>;
