import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { changesOf, readGroup, replay } from './history.ts';
import { type Answer, eventually, graphql, type Service, startSandboxProcess, startService } from './processes.ts';

/** Another seed is another series of moments and requests. */
const SEED = Number(process.env['KILL_SEED'] ?? 20_261_121);
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 4);
/** Every answer of the simulated providers takes so long, so that calls are under way at any moment. */
const LATENCY_MS = 60;
/** A call that had arrived so long before a kill may still have been unsettled then: its answer's way, and a busy machine. */
const UNDER_WAY_MS = LATENCY_MS + 700;
/** Invites of one client are tried again until the service is back, so often. */
const RETRY_MS = 25;

/** How hard each connection is used; the slow ones would not be done in time otherwise. */
const CLIENTS = [
  { connection: 'wechat', groups: ['load-1@chatroom', 'load-2@chatroom'], clients: 1, mostMembers: 60 },
  { connection: 'tencent', groups: ['load-1', 'load-2'], clients: 4, mostMembers: 2_000 },
  { connection: 'tencent-app', groups: ['load-3', 'load-4'], clients: 2, mostMembers: 300 },
  { connection: 'imkit', groups: ['load-1', 'load-2'], clients: 3, mostMembers: 1_000 },
  { connection: 'zim', groups: ['load-1', 'load-2'], clients: 3, mostMembers: 600 },
] as const;

const OPERATION = `fragment Standing on InviteOperation {
  id status counts { total queued }
  results(first: 100) { edges { node { __typename ... on InviteMemberOutcome { account } } } }
}`;
const INVITE = `mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { ...Standing } } } ${OPERATION}`;
const OPERATIONS = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ...Standing } } ${OPERATION}`;

interface Standing {
  readonly id: string;
  readonly status: string;
  readonly counts: { readonly total: number; readonly queued: number };
  readonly results: {
    readonly edges: readonly { readonly node: { readonly __typename: string; readonly account: string } }[];
  };
}

interface JournalEntry {
  readonly atMs: number;
  readonly connection: string;
  readonly kind: string;
  readonly group: string;
  readonly accounts: readonly string[];
  readonly verdict: string;
}

const outcomesOf = ({ results }: Standing): [string, string][] =>
  results.edges.map(({ node }) => [node.account, node.__typename]);

it(
  `keeps everything that it answered, and sends nobody twice, when it is killed again and again (seed ${SEED})`,
  { timeout: 90_000 },
  async () => {
    const random = seeded(SEED);
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-kill-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    await using sandbox = await startSandboxProcess();
    const orders = CLIENTS.map(({ connection }) => ({ connection, latencyMs: LATENCY_MS }));
    await fetch(`${sandbox.url}/control`, { method: 'POST', body: JSON.stringify(orders) });
    const config = join(folder, 'rollcall.json');
    writeFileSync(config, JSON.stringify({ connections: sandbox.connections }));
    const start = (): Promise<Service> =>
      startService({ ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: join(folder, 'data') });

    let service = await start();
    const storm = new Storm(() => service.url, random);
    const killedAtMs: number[] = [];
    const asked = storm.begin();
    for (let round = 0; round < ROUNDS; round++) {
      const heard = storm.answers.size;
      await eventually('there are new answers', () => Promise.resolve(storm.answers.size > heard + 10));
      await realDelay(Math.floor(random() * 500));
      await service.program.end('SIGKILL');
      killedAtMs.push(Date.now());
      service = await start();
      await storm.checkAnswers();
    }
    storm.end();
    await asked;
    onTestFinished(() => service[Symbol.asyncDispose]());

    await storm.untilCompleted();
    await storm.checkAnswers();
    expect(storm.invited).toBeGreaterThan(ROUNDS * 50);
    expect(storm.interrupted).toBeGreaterThan(0);

    for (const { connection, groups } of CLIENTS) {
      for (const group of groups) await checkGroup(service.url, `${connection}:${group}`, storm);
    }

    const journal = (await (await fetch(`${sandbox.url}/journal`)).json()) as {
      entries: JournalEntry[];
      violations: object;
    };
    expect(journal.violations).toEqual({});
    const calls = journal.entries.filter(({ kind }) => kind === 'invites');
    expect(calls.filter(({ verdict }) => verdict !== 'answered')).toEqual([]);
    const sentAtMs = new Map<string, number[]>();
    for (const { connection, group, accounts, atMs } of calls) {
      for (const account of accounts) {
        const member = `${connection}:${group}:${account}`;
        sentAtMs.set(member, [...(sentAtMs.get(member) ?? []), atMs]);
      }
    }
    // Everybody was sent, and once more only when a kill has cut the call before.
    expect([...storm.members].filter((member) => !sentAtMs.has(member))).toEqual([]);
    const cutByKill = (atMs: number, nextMs: number): boolean =>
      killedAtMs.some((killMs) => atMs <= killMs && atMs > killMs - UNDER_WAY_MS && nextMs > killMs);
    const sentForNothing = [...sentAtMs].filter(
      ([, times]) =>
        !times.every((atMs, index) => index + 1 === times.length || cutByKill(atMs, times[index + 1] ?? 0)),
    );
    expect(sentForNothing).toEqual([]);
    const settledBeforeKill = storm.settledEarly.filter((member) => (sentAtMs.get(member)?.length ?? 0) > 1);
    expect(settledBeforeKill).toEqual([]);
  },
);

/** Clients that invite without a pause, each one after the other, and ask again with the same key when the connection breaks. */
class Storm {
  readonly answers = new Map<string, Standing>();
  readonly members = new Set<string>();
  /** Members whose outcome was in the first answer, and no connection broke meanwhile. */
  readonly settledEarly: string[] = [];
  interrupted = 0;
  #over = false;
  readonly #url: () => string;
  readonly #random: () => number;

  constructor(url: () => string, random: () => number) {
    this.#url = url;
    this.#random = random;
  }

  get invited(): number {
    return this.members.size;
  }

  async begin(): Promise<void> {
    const all = CLIENTS.flatMap((use) => Array.from({ length: use.clients }, (_, n) => this.#client(use, n)));
    await Promise.all(all);
  }

  end(): void {
    this.#over = true;
  }

  async untilCompleted(): Promise<void> {
    let open = [...this.answers.keys()];
    await eventually('every operation is completed', async () => {
      open = (await this.#standings(open)).filter(({ status }) => status !== 'COMPLETED').map(({ id }) => id);
      return open.length === 0;
    });
  }

  /** Asks for every operation that was answered: it is there, and an outcome that was told has not changed. */
  async checkAnswers(): Promise<void> {
    const known = [...this.answers.values()];
    const standings = await this.#standings(known.map(({ id }) => id));
    for (const [index, before] of known.entries()) {
      const now = standings[index];
      expect(now?.id).toBe(before.id);
      const outcomes = new Map(outcomesOf(now as Standing));
      expect([...outcomes.keys()]).toEqual(outcomesOf(before).map(([account]) => account));
      for (const [account, outcome] of outcomesOf(before)) {
        if (outcome !== 'MemberQueued') expect([account, outcomes.get(account)]).toEqual([account, outcome]);
      }
    }
  }

  async #standings(ids: readonly string[]): Promise<Standing[]> {
    const standings: Standing[] = [];
    for (let from = 0; from < ids.length; from += 200) {
      const representations = ids.slice(from, from + 200).map((id) => ({ __typename: 'InviteOperation', id }));
      standings.push(...((await this.#ask(OPERATIONS, { representations })).data._entities as Standing[]));
    }
    return standings;
  }

  async #client({ connection, groups, mostMembers }: (typeof CLIENTS)[number], client: number): Promise<void> {
    let invited = 0;
    for (let request = 0; !this.#over && invited < mostMembers; request++) {
      const group = groups[Math.floor(this.#random() * groups.length)] as string;
      const accounts = Array.from(
        { length: 1 + Math.floor(this.#random() * 4) },
        (_, n) => `m-${client}-${request}-${n}`,
      );
      invited += accounts.length;
      const input = {
        groupId: `${connection}:${group}`,
        members: accounts.map((account) => ({ account })),
        idempotencyKey: `${connection}-${client}-${request}`,
        waitMs: [0, 100, 1_000][Math.floor(this.#random() * 3)],
      };
      for (const account of accounts) this.members.add(`${connection}:${group}:${account}`);
      const before = this.interrupted;
      const { data, errors } = await this.#ask(INVITE, { input });
      expect(errors).toBeUndefined();
      const standing = data.inviteMembers.operation as Standing;
      expect(outcomesOf(standing).map(([account]) => account)).toEqual(accounts);
      this.answers.set(standing.id, standing);
      for (const [account, outcome] of outcomesOf(standing)) {
        if (outcome !== 'MemberQueued' && this.interrupted === before)
          this.settledEarly.push(`${connection}:${group}:${account}`);
      }
    }
  }

  async #ask(query: string, variables: object): Promise<Answer> {
    for (;;) {
      try {
        return await graphql(this.#url(), query, variables);
      } catch {
        this.interrupted++;
        await realDelay(RETRY_MS);
      }
    }
  }
}

/** Its events count up by one, each member came in once, and the subscription replays the same. */
async function checkGroup(url: string, groupId: string, storm: Storm): Promise<void> {
  const members = await readGroup(url, groupId);
  expect(members.map(({ id }) => id).toSorted()).toEqual(
    [...storm.members].filter((member) => member.startsWith(`${groupId}:`)).toSorted(),
  );
  // WeChat does not say who has come in: the list does, before a member is sent again, or in a round afterwards.
  const later = groupId.startsWith('wechat:') ? ['INVITED', 'JOINED'] : ['JOINED'];
  for (const { id, changes } of members) {
    const moves = changes.map(({ from, to }) => [from, to]);
    expect([id, moves[0]]).toEqual([id, [null, 'QUEUED']]);
    const passed = moves.map(([, to]) => to).slice(1);
    expect([id, passed]).toEqual([id, expect.toBeOneOf([later, later.slice(0, 1), ['JOINED']])]);
  }
  const changes = changesOf(members);
  expect(changes.map(({ sequence }) => sequence)).toEqual(changes.map((_, index) => index + 1));
  const [first, ...rest] = changes;
  // A group may have come to nobody's turn.
  if (first === undefined) return;
  expect(await replay(url, groupId, first.cursor, rest.length)).toEqual(rest);
}
