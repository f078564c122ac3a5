/** argon2id with OWASP's 2023 parameters (19 MiB, 2 passes, 1 lane). */
import { hash, verify } from "@node-rs/argon2";
import { MIN_PASSWORD_LENGTH } from "@/lib/auth/types";
import { AppError } from "@/lib/errors";

const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const MAX_PASSWORD_LENGTH = 256;

/** Throws `invalid_input` for a password that is too short or absurdly long. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH) {
    const message = `The password needs ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`;
    throw new AppError("invalid_input", message, { details: { fields: { password: message } } });
  }
  return hash(password, OPTIONS);
}

let decoy: Promise<string> | undefined;

/** Takes the same time whether or not there is a stored hash, so that an unknown email can't be told from a wrong password. */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  decoy ??= hash("no such person has this password", OPTIONS);
  const matches = await verify(storedHash ?? (await decoy), password.slice(0, MAX_PASSWORD_LENGTH));
  return storedHash !== null && matches;
}
