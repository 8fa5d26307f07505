import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;
const exclude = ['**/node_modules/**', 'test/chaos/**', 'test/bench/**'];
/** Runs with packages of its own. */
const ECOSYSTEM = 'test/ecosystem/**/*.test.ts';

// A worker for each of two cores, each file in a process of its own for sockets and databases.
const project = (
  name: string,
  include: string[],
  env: Record<string, string> = {},
  without: string[] = [],
): TestProjectInlineConfiguration => ({
  // Vite would load graphql's index.mjs beside the index.js that externalised packages load: two realms of one library.
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    name,
    root,
    include,
    exclude: [...exclude, ...without],
    env,
    pool: 'forks',
    testTimeout: 20_000,
    setupFiles: ['reflect-metadata'],
  },
});

/** What is left out without its server, and who says where that is. */
const SERVERS = { PostgreSQL: 'DATABASE_URL', NATS: 'NATS_URL', Redis: 'REDIS_URL' };
for (const [server, variable] of Object.entries(SERVERS))
  if ((process.env[variable] ?? '') === '')
    console.warn(`The tests with ${server} are left out: ${variable} is not set.`);

/** What goes through the whole service, and so through its store. */
const SERVICE = ['invitations', 'members', 'people', 'providers', 'graphql', 'reconciliation', 'webhooks'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    root,
    maxWorkers: 2,
    projects: [
      project('embedded', ['test/**/*.test.ts'], {}, [ECOSYSTEM]),
      project('ecosystem', [ECOSYSTEM]),
      // The same again over PostgreSQL, where there is one.
      ...((process.env['DATABASE_URL'] ?? '') === '' ? [] : [project('postgres', SERVICE, { TEST_STORE: 'postgres' })]),
    ],
  },
});
