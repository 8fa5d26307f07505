import { expect } from 'vitest';
import { graphql } from '../e2e/processes.ts';

const INVITE = `mutation ($groupId: ID!, $account: ID!) {
  inviteMembers(input: { groupId: $groupId, members: [{ account: $account }] }) { operation { id } }
}`;
const CURSORS = 'query ($id: ID!) { membership(id: $id) { history { edges { cursor } } } }';

/** A group of the sandbox that everybody joins at once: QUEUED, then JOINED. */
export class JoiningGroup {
  readonly #url: string;
  readonly id: string;
  /** The cursor of its first change, the QUEUED of `first`. */
  readonly firstCursor: string;

  private constructor(url: string, id: string, firstCursor: string) {
    this.#url = url;
    this.id = id;
    this.firstCursor = firstCursor;
  }

  /** Begins one with the member `first`. */
  static async begin(url: string, name: string): Promise<JoiningGroup> {
    const id = `tencent:load-${name}`;
    const unknown = new JoiningGroup(url, id, '');
    await unknown.invite('first');
    const { data } = await graphql(url, CURSORS, { id: `${id}:first` });
    return new JoiningGroup(url, id, data.membership.history.edges[0].cursor);
  }

  async invite(account: string): Promise<void> {
    expect(await graphql(this.#url, INVITE, { groupId: this.id, account })).not.toHaveProperty('errors');
  }
}
