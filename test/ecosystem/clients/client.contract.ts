import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql, type Service, startService } from '../../e2e/processes.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../transports/time.ts';
import { type Change, follow, type Watch } from './examples/follow.ts';
import { startLaterRelease } from './later-release.ts';

/** One of the examples, ready to use. */
export interface ConnectedClient {
  invite(groupId: string, accounts: string[]): Promise<string[]>;
  /** Null where the client does not subscribe. */
  readonly watch: Watch | null;
}

export interface ClientSubject {
  readonly name: string;
  readonly subscribes: boolean;
  connect(url: string): ConnectedClient;
  /** The code and the field of what `invite` threw. */
  explain(error: unknown): unknown;
}

const OPEN_GROUP = 'tencent:@TGS#2J4SZEAEL';
const INVITE = `mutation ($groupId: ID!, $members: [InviteeInput!]!) {
  inviteMembers(input: { groupId: $groupId, members: $members }) { results { ... on InviteMemberOutcome { membership { id } } } }
}`;
const CURSORS = 'query ($id: ID!) { membership(id: $id) { history { edges { cursor } } } }';

/** How soon a client asks again in these tests. */
const RETRY_MS = 5;

/** What every client has to do with the service, as the documentation shows it. */
export function describeClient({ name, subscribes, connect, explain }: ClientSubject): void {
  describe(`${name} with a running service`, () => {
    let service: Service;
    let groups = 0;
    beforeAll(async () => {
      service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
    });
    afterAll(() => service[Symbol.asyncDispose]());

    const client = (url = service.url): ConnectedClient => connect(`${url}/graphql`);
    const invite = async (groupId: string, ...accounts: string[]): Promise<void> => {
      const members = accounts.map((account) => ({ account }));
      expect(await graphql(service.url, INVITE, { groupId, members })).not.toHaveProperty('errors');
    };
    /** The cursor of the first change in a group that was not there before. */
    const beginGroup = async (): Promise<{ groupId: string; after: string }> => {
      const groupId = `tencent:load-${groups++}`;
      await invite(groupId, 'first');
      const { data } = await graphql(service.url, CURSORS, { id: `${groupId}:first` });
      return { groupId, after: data.membership.history.edges[0].cursor };
    };
    /** Follows a group at a URL and keeps what comes. */
    const followAt = (url: string, from: { groupId: string; after: string }) => {
      const { watch } = client(url);
      const changes: Change[] = [];
      const refused: unknown[] = [];
      const leave = follow(
        watch!,
        { ...from, retryMs: RETRY_MS },
        {
          onChange: (change) => void changes.push(change),
          onGap: () => refused.push('a gap'),
          onRefused: (code) => refused.push(code),
        },
      );
      return {
        leave,
        refused,
        comes: (count: number) => until(`${count} changes came`, () => changes.length >= count),
        seen: () => changes.map(({ sequence, to, membership }) => `${sequence} ${membership.account} ${to}`),
      };
    };

    it('shows what became of each member, with a line of its own for some and one for all others', async () => {
      const accounts = ['tommy', 'u_owner', 'shy', 'crowded', 'ghost', 'refused'];
      expect(await client().invite(OPEN_GROUP, accounts)).toEqual([
        'tommy is JOINED',
        'u_owner is JOINED',
        'shy is invited, and joining awaits CONSENT',
        'crowded is FAILED',
        'ghost is FAILED',
        'refused could not be invited (REFUSED_BY_PROVIDER)',
      ]);
    });

    it('shows an outcome that a later release has added', async () => {
      await using later = await startLaterRelease(service.url, 'MemberFailed', 'MemberBarred');
      expect(await client(later.url).invite(OPEN_GROUP, ['refused', 'tommy'])).toEqual([
        'refused is FAILED',
        'tommy is JOINED',
      ]);
    });

    it('gets the code and the field of a mistake', async () => {
      const error: unknown = await client()
        .invite('nowhere:else', ['tommy'])
        .catch((thrown: unknown) => thrown);
      expect(explain(error)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.groupId' });
    });

    if (!subscribes) return;
    describe('and a subscription', () => {
      it('gets what happened after a cursor, and then what happens', async () => {
        const from = await beginGroup();
        const { comes, seen, leave } = followAt(service.url, from);
        await comes(1);
        expect(seen()).toEqual(['2 first JOINED']);
        await invite(from.groupId, 'second');
        await comes(3);
        expect(seen()).toEqual(['2 first JOINED', '3 second QUEUED', '4 second JOINED']);
        leave();
      });

      it('frees its stream by leaving', async () => {
        await using gate = await TcpProxy.start(service.url, 80);
        const { comes, leave } = followAt(gate.through(service.url).slice(0, -1), await beginGroup());
        await comes(1);
        expect(gate.open).toBe(1);
        leave();
        await until('its connection was closed', () => gate.open === 0);
      });

      it('comes back after a lost connection, and misses nothing', async () => {
        await using gate = await TcpProxy.start(service.url, 80);
        const from = await beginGroup();
        const { comes, seen, leave } = followAt(gate.through(service.url).slice(0, -1), from);
        await comes(1);
        await gate.cut();
        await invite(from.groupId, 'meanwhile');
        await gate.mend();
        await comes(3);
        await invite(from.groupId, 'afterwards');
        await comes(5);
        expect(seen()).toEqual([
          '2 first JOINED',
          '3 meanwhile QUEUED',
          '4 meanwhile JOINED',
          '5 afterwards QUEUED',
          '6 afterwards JOINED',
        ]);
        leave();
      });

      it('is told what is refused, and does not ask again', async () => {
        const { refused, seen } = followAt(service.url, { groupId: 'nowhere:else', after: '' });
        await until('it was refused', () => refused.length > 0);
        expect([refused, seen()]).toEqual([['BAD_USER_INPUT'], []]);
      });
    });
  });
}
