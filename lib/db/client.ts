import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";

export type Database = PostgresJsDatabase<Record<string, never>> & { $client: postgres.Sql };
export type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];

/**
 * A pool for Drizzle alone: Drizzle changes the date and JSON parsers of the client it gets, so nothing else may share it.
 * Close it with `db.$client.end()`.
 */
export function createDatabase(url: string, options: { max?: number; applicationName?: string } = {}): Database {
  const client = postgres(url, {
    max: options.max ?? 10,
    onnotice: () => {},
    connection: { application_name: options.applicationName ?? "reverie" },
    // Statements differ little and are many: prepared ones save parsing on every page.
    prepare: true,
  });
  return drizzle({ client }) as Database;
}
