import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would load graphql's index.mjs beside the index.js that externalised packages load: two realms of one library.
  resolve: { alias: { graphql: 'graphql/index.js' } },
  // Files of 2 cores' size: a worker per core, each file in a process of its own for sockets and databases.
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    setupFiles: ['reflect-metadata'],
  },
});
