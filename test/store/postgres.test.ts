import { it, onTestFinished } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { describeStoreContract } from '../contract/store.contract.ts';
import { DATABASE_URL, dropSchema, runSql, schemaOf } from '../support/postgres.ts';

const url = DATABASE_URL;

if (url === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set');
else
  describeStoreContract({
    name: 'PostgreSQL',
    reopens: true,
    async open(clock, dir) {
      onTestFinished(() => dropSchema(schemaOf(dir)));
      return openPostgresStore({ url, schema: schemaOf(dir), clock, timeFollows: 'clock' });
    },
    abandon: (dir) => runSql(`UPDATE ${schemaOf(dir)}.instances SET lease_until = 0`),
  });
