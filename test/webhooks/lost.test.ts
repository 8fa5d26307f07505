import { expect, it } from 'vitest';
import { formatGroupId } from '../../src/kernel/ids.ts';
import { seeded } from '../support/seeded.ts';
import { TestService } from '../support/service.ts';
import { PLACES, type ReportingConnection } from './posts.ts';

const CONNECTIONS = ['wechat', 'tencent', 'imkit', 'zim'] as const;
const PEOPLE = ['ann', 'bob', 'cid', 'dot', 'eve'];
const DOINGS = 40;
/** Longer than two rounds of a group in which nobody is invited any more are apart. */
const TWO_ROUNDS_MS = [600_000, 1_200_000];

const INVITE = `mutation($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id } } }`;
const STATES = `query($id: ID!) { group(id: $id) { memberships(first: 1000) { edges { node { account state history(first: 100) {
  edges { node { sequence } } } } } } } }`;

interface Member {
  readonly account: string;
  readonly state: string;
  readonly history: { readonly edges: readonly { readonly node: { readonly sequence: number } }[] };
}

const groupOf = (connection: ReportingConnection): string =>
  formatGroupId({ connectionId: connection, externalId: PLACES[connection].groupId });

it.each([1, 2, 3])(
  'with webhooks lost, repeated, late and out of turn every membership is true within two rounds (seed %i)',
  async (seed) => {
    await using service = await TestService.start();
    const { sandbox } = service;
    sandbox.sendWebhooksTo(service.url);
    for (const connection of CONNECTIONS) {
      const webhooks = { lose: 0.4, repeat: 0.3, delayMs: 200, jitterMs: 3_000, reorder: true };
      sandbox.control({ connection, webhooks });
    }
    const random = seeded(seed);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

    for (let doing = 0; doing < DOINGS; doing++) {
      const connection = pick(CONNECTIONS);
      const { groupId } = PLACES[connection];
      const account = pick(PEOPLE);
      const isIn = sandbox.members(connection, groupId).includes(account);
      if (random() < 0.4) {
        const input = { groupId: groupOf(connection), members: [{ account }], waitMs: 0 };
        const asks = connection === 'imkit' || connection === 'zim' ? { requireConsent: random() < 0.7 } : {};
        await service.graphql(INVITE, { input: { ...input, ...asks } });
      } else if (!isIn) sandbox.people.join(connection, groupId, account);
      else if (random() < 0.5) sandbox.people.leave(connection, groupId, account);
      else sandbox.people.remove(connection, groupId, account);
      await service.pass(Math.floor(random() * 2_000));
    }
    await service.pass(20_000);
    for (const ms of TWO_ROUNDS_MS) {
      await service.leap(ms * 1.2);
      await service.pass(20_000);
    }

    for (const connection of CONNECTIONS) {
      const { groupId } = PLACES[connection];
      const { data } = await service.graphql(STATES, { id: groupOf(connection) });
      const members = (data.group.memberships.edges as { node: Member }[]).map(({ node }) => node);
      const told = Object.fromEntries(members.map(({ account, state }) => [account, state === 'JOINED']));
      const truth = sandbox.members(connection, groupId);
      expect([connection, told]).toEqual([
        connection,
        Object.fromEntries(members.map(({ account }) => [account, truth.includes(account)])),
      ]);
      const sequences = members.flatMap(({ history }) => history.edges.map(({ node }) => node.sequence));
      expect(sequences.toSorted((a, b) => a - b)).toEqual(sequences.map((_, index) => index + 1));
    }
    const counts = Object.values(sandbox.webhooks.counts);
    expect(counts.reduce((sum, { order }) => sum + order, 0)).toBeGreaterThan(0);
  },
);
