import { constants } from 'node:sqlite';
import { describeStoreContract } from '../contract/store.contract.ts';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import { openSqliteStore, storeOn } from '../../src/store/sqlite/sqlite-store.ts';

describeStoreContract({
  name: 'SQLite in a folder',
  reopens: true,
  open: (clock, dir) => openSqliteStore(dir, clock),
});

describeStoreContract({
  name: 'SQLite in memory, compiling no statement while it runs',
  reopens: false,
  open: (clock) => {
    const opened = openDatabase(':memory:');
    let isOpen = false;
    // SQLite asks when it compiles a statement, which it also does by itself when it takes the plan for outdated.
    opened.database.setAuthorizer((action) =>
      isOpen && action !== constants.SQLITE_TRANSACTION ? constants.SQLITE_DENY : constants.SQLITE_OK,
    );
    const store = storeOn(opened, clock);
    isOpen = true;
    return store;
  },
});
