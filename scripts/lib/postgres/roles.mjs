/** The role and database every cluster of ours has, so that it looks to the migrations like any other PostgreSQL. */

/** @typedef {{ user: string, password: string, port: number, database: string }} Address */

/** @param {Address} address */
export function databaseUrl({ user, password, port, database }) {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Makes the owner role (no superuser; it may create roles, and databases where asked) and its database, unless they are there.
 * @param {object} options
 * @param {string} options.superuserUrl
 * @param {string} options.ownerPassword
 * @param {boolean} [options.mayCreateDatabases]
 */
export async function ensureOwner({ superuserUrl, ownerPassword, mayCreateDatabases = false }) {
  const { default: postgres } = await import("postgres");
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    const [role] = await sql`select 1 from pg_roles where rolname = 'reverie_owner'`;
    if (!role) {
      const password = ownerPassword.replaceAll("'", "''"); // a role's password can't be a parameter
      await sql.unsafe(`create role reverie_owner login createrole ${mayCreateDatabases ? "createdb" : ""} password '${password}'`);
    }
    const [database] = await sql`select 1 from pg_database where datname = 'reverie'`;
    if (!database) await sql.unsafe("create database reverie owner reverie_owner");
  } finally {
    await sql.end();
  }
}
