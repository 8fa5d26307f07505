import { describeStoreContract } from '../contract/store.contract.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';

describeStoreContract({
  name: 'SQLite in a folder',
  reopens: true,
  open: (clock, dir) => openSqliteStore(dir, clock),
});

describeStoreContract({
  name: 'SQLite in memory',
  reopens: false,
  open: (clock) => openSqliteStore(':memory:', clock),
});
