/**
 * Runs a command with a PostgreSQL that exists only for it: `node scripts/with-test-postgres.mjs vitest run --project int`.
 * TEST_DATABASE_ADMIN_URL is a role like an installation's owner (no superuser) that may also create databases;
 * TEST_DATABASE_SUPERUSER_URL is the superuser. Exits with the command's own code.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand, stopCommands } from "./lib/commands.mjs";
import { giveUp, PlainError } from "./lib/messages.mjs";
import { startThrowawayPostgres } from "./lib/postgres/throwaway.mjs";
import { withoutInstallation } from "./lib/settings.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

async function main() {
  const [command, ...args] = process.argv.slice(2);
  if (!command) throw new PlainError("Usage: node scripts/with-test-postgres.mjs COMMAND [ARGUMENTS…]");
  const database = await startThrowawayPostgres();
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
    process.once(signal, async () => {
      await stopCommands();
      await database.stop();
      process.exit(130);
    });
  const env = {
    ...withoutInstallation(process.env),
    PATH: `${path.join(root, "node_modules/.bin")}${path.delimiter}${process.env.PATH}`,
    TEST_DATABASE_ADMIN_URL: database.ownerUrl,
    TEST_DATABASE_SUPERUSER_URL: database.superuserUrl,
  };
  const { code, output } = await runCommand(command, args, { env, inherit: true });
  await database.stop();
  if (code === -1 && output) throw new PlainError(output);
  process.exit(code === -1 ? 1 : code);
}

main().catch(giveUp);
