import { z } from "zod";
import { SCOPES } from "@/lib/context";
import { InstantInput } from "@/lib/instant-input";

export const SignInInput = z.object({
  email: z.email("Not an email address."),
  password: z.string().min(1, "Enter the password."),
});

export const CreateApiKeyInput = z.strictObject({
  name: z.string().trim().min(1, "Give the key a name.").max(100),
  scopes: z.array(z.enum(SCOPES)).min(1, "Choose at least one scope."),
  rate_limit_per_minute: z.number().int().min(1).max(1_000_000).optional(),
  expires_at: InstantInput.optional(),
});
export type CreateApiKeyInput = z.infer<typeof CreateApiKeyInput>;
