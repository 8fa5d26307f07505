import { Client } from 'pg';

let newest = 0;
const inUse = new Map<string, () => Promise<void>>();

/** A database of its own on a server that others use too; it is dropped in the end. */
export async function createDatabase(serverUrl: string): Promise<AsyncDisposable & { readonly url: string }> {
  const name = `rollcall_bench_${process.pid}_${++newest}`;
  await runSql(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const drop = async (): Promise<void> => {
    inUse.delete(name);
    await runSql(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  inUse.set(name, drop);
  return { url: url.href, [Symbol.asyncDispose]: drop };
}

/** For a run that is broken off. */
export async function dropDatabases(): Promise<void> {
  await Promise.allSettled([...inUse.values()].map((drop) => drop()));
}

export async function runSql(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
