import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../../e2e/processes.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../transports/time.ts';
import { JoiningGroup } from '../joining-group.ts';
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
/** How soon a client asks again in these tests. */
const RETRY_MS = 5;

/** What every client has to do with the service, as the documentation shows it. */
export function describeClient({ name, subscribes, connect, explain }: ClientSubject): void {
  describe(`${name} with a running service`, () => {
    let service: Service;
    let groups = 0;
    beforeAll(async () => {
      service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
    }, 30_000);
    afterAll(() => service?.[Symbol.asyncDispose]());

    const followers: (() => void)[] = [];
    afterEach(() => {
      for (const leave of followers.splice(0)) leave();
    });

    const client = (url = service.url): ConnectedClient => connect(`${url}/graphql`);
    const beginGroup = () => JoiningGroup.begin(service.url, String(groups++));
    /** Follows a group at a URL and keeps what comes. */
    const followAt = (url: string, groupId: string, after: string) => {
      const { watch } = client(url);
      const changes: Change[] = [];
      const refused: unknown[] = [];
      const leave = follow(
        watch!,
        { groupId, after, retryMs: RETRY_MS },
        {
          onChange: (change) => void changes.push(change),
          onGap: () => refused.push('a gap'),
          onRefused: (code) => refused.push(code),
        },
      );
      followers.push(leave);
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
        const group = await beginGroup();
        const { comes, seen } = followAt(service.url, group.id, group.firstCursor);
        await comes(1);
        expect(seen()).toEqual(['2 first JOINED']);
        await group.invite('second');
        await comes(3);
        expect(seen()).toEqual(['2 first JOINED', '3 second QUEUED', '4 second JOINED']);
      });

      it('frees its stream by leaving', async () => {
        await using gate = await TcpProxy.start(service.url, 80);
        const group = await beginGroup();
        const { comes, leave } = followAt(gate.through(service.url).slice(0, -1), group.id, group.firstCursor);
        await comes(1);
        expect(gate.open).toBe(1);
        leave();
        await until('its connection was closed', () => gate.open === 0);
      });

      it('comes back after a lost connection, and misses nothing', async () => {
        await using gate = await TcpProxy.start(service.url, 80);
        const group = await beginGroup();
        const { comes, seen } = followAt(gate.through(service.url).slice(0, -1), group.id, group.firstCursor);
        await comes(1);
        await gate.cut();
        await group.invite('meanwhile');
        await gate.mend();
        await comes(3);
        await group.invite('afterwards');
        await comes(5);
        expect(seen()).toEqual([
          '2 first JOINED',
          '3 meanwhile QUEUED',
          '4 meanwhile JOINED',
          '5 afterwards QUEUED',
          '6 afterwards JOINED',
        ]);
      });

      it('is told what is refused, and does not ask again', async () => {
        const { refused, seen } = followAt(service.url, 'nowhere:else', '');
        await until('it was refused', () => refused.length > 0);
        expect([refused, seen()]).toEqual([['BAD_USER_INPUT'], []]);
      });
    });
  });
}
