import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** Changes whenever a migration or the security rules change. */
export function fingerprint(): string {
  const hash = createHash("sha256");
  const files = fs
    .readdirSync("drizzle")
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => path.join("drizzle", name));
  for (const file of [...files, "lib/db/security.ts", "lib/db/migrate.ts", "package-lock.json"]) hash.update(fs.readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}
