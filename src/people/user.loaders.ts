import DataLoader from 'dataloader';
import type { LinkedAccount } from '../store/records.ts';
import type { PeopleStatements } from '../store/store.ts';

export interface UserContext {
  readonly loaders: { readonly linkedAccounts: DataLoader<string, readonly LinkedAccount[]> };
}

/** Accounts by user, first linked first; many users in one statement. */
export const createLinkedAccountLoader = (store: PeopleStatements): UserContext['loaders']['linkedAccounts'] =>
  new DataLoader((userIds) => store.accountsOf(userIds));
