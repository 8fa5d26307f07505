import type { GroupRef } from '../../kernel/ids.ts';
import { StoreUnavailableError } from '../unavailable.ts';
import type { CommittedChanges, FollowingGrants } from '../store.ts';
import type { Database } from './database.ts';
import type { OwnGrants } from './grants.ts';
import { toStoreError } from './outage.ts';
import type { Queryable } from './statement.ts';
import { isTransient, MAX_TRIES } from './transaction.ts';

/** What one statement for many inputs has stored. */
export interface Stored<Output> {
  /** In the order of the inputs. */
  readonly outputs: readonly Output[];
  readonly changes: CommittedChanges;
}

/** Changes that share a statement, whatever their groups are. */
export interface BatchKind<Input, Output> {
  groupOf(input: Input): GroupRef;
  followingOf(input: Input): FollowingGrants | undefined;
  /** Returns what says of one input after the other whether it comes into a batch; the first one always does. */
  open(): (input: Input) => boolean;
  /** Sends one statement that is a transaction, in the turn in which it is called. */
  store(on: Queryable, inputs: readonly Input[]): Promise<Stored<Output>>;
}

export interface BatchDeps {
  readonly database: Database;
  readonly grants: OwnGrants;
  /** Told of what is committed before anybody learns that it is. */
  readonly onCommitted: (changes: CommittedChanges) => void;
}

/** Stores a batch and grants what may leave because of it, in one round trip; tries again when another transaction was in the way. */
export async function storeBatch<Input, Output>(
  { database, grants, onCommitted }: BatchDeps,
  kind: BatchKind<Input, Output>,
  inputs: readonly Input[],
): Promise<readonly Output[]> {
  const followers = inputs.flatMap((input) => kind.followingOf(input) ?? []);
  for (let tries = 1; ; tries++) {
    const session = await database.connect().catch((error: unknown) => {
      throw toStoreError(error);
    });
    let broken = false;
    let tell: (stored: boolean) => Promise<void> = () => Promise.resolve();
    try {
      const storing = kind.store(session, inputs);
      tell = grants.follow(session, followers);
      const { outputs, changes } = await storing;
      onCommitted(changes);
      await tell(true);
      return outputs;
    } catch (error) {
      await tell(false);
      broken = error instanceof StoreUnavailableError;
      if (tries >= MAX_TRIES || !isTransient(error)) throw error;
    } finally {
      session.release(broken);
    }
  }
}
