import { Client } from 'pg';
import type { Database } from './database.ts';

/** A database of its own on a server that others use too: never stopped, and dropped in the end. */
export async function createDatabaseAt(serverUrl: string): Promise<Database> {
  const name = `rollcall_chaos_${process.pid}`;
  await command(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return {
    url: url.href,
    server: null,
    [Symbol.asyncDispose]: () => command(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function command(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
