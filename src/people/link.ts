import { brokenAccountRule } from '../connections/account-rules.ts';
import type { Connections } from '../connections/connection.ts';
import { fitsIdPart, MAX_ID_PART_BYTES } from '../kernel/ids.ts';
import { InputError } from '../kernel/input-error.ts';
import type { PeopleStatements } from '../store/store.ts';

/** The most accounts of one user, over all connections. */
export const MAX_ACCOUNTS_PER_USER = 100;

export interface LinkDeps {
  readonly connections: Connections;
  readonly people: PeopleStatements;
}

/** Which account belongs to which user. */
export interface LinkInput {
  readonly userId: string;
  readonly connectionId: string;
  readonly account: string;
}

/**
 * `linkAccount`: says that an account belongs to a user, in all groups of the connection, also those to come. Saying it again
 * changes nothing.
 *
 * @throws InputError when there can be no such user or account, the account is another user's, or the user has too many
 */
export async function linkAccount({ connections, people }: LinkDeps, input: LinkInput): Promise<void> {
  const { userId, connectionId, account } = input;
  checkUserId(userId);
  const connection = connections.get(connectionId);
  if (connection === undefined) throw new InputError('input.connectionId', `there is no connection "${connectionId}"`);
  const broken = brokenAccountRule(connection, account);
  if (broken !== null) throw new InputError('input.account', broken);

  const linked = await people.link({ userId, connectionId, account, limit: MAX_ACCOUNTS_PER_USER });
  // Whose it is, is nothing that the caller has to know.
  if (linked === 'taken') throw new InputError('input.account', 'is linked to another user already');
  if (linked === 'full') {
    throw new InputError('input.userId', `has ${MAX_ACCOUNTS_PER_USER} linked accounts already, which is the most`);
  }
}

/**
 * `unlinkAccount`: takes a link back; what is not linked to this user stays as it is. The connection may have been taken out of the
 * configuration meanwhile.
 *
 * @throws InputError when there can be no such user
 */
export async function unlinkAccount({ people }: Pick<LinkDeps, 'people'>, input: LinkInput): Promise<void> {
  const { userId, connectionId, account } = input;
  checkUserId(userId);
  await people.unlink({ userId, connectionId, account });
}

function checkUserId(userId: string): void {
  if (!fitsIdPart(userId)) throw new InputError('input.userId', `must be 1 to ${MAX_ID_PART_BYTES} bytes long`);
}
