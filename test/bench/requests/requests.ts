import { Clients } from '../client/clients.ts';
import { graphqlRequest } from '../client/http-connection.ts';
import { pinSelf } from '../machine/cores.ts';
import { MeasuredProgram } from '../machine/program.ts';
import { atLeast, type PartResult, type Table, type Verdict } from '../report/result.ts';
import { median, pairedRatios, short, shortSpread, spreadOf } from '../report/statistics.ts';
import { interleave } from '../rounds.ts';
import { bodyOf, type Work, WORKS } from '../schema/works.ts';
import { compareErrors } from './errors.ts';
import { APOLLO, MERCURIUS_JIT, ROLLCALL, type Subject, SUBJECTS } from './subjects.ts';

/** B1: what a request costs the server, beside the peers. */

const CONNECTIONS = 8;
const ROUNDS = 5;
/** Requests of so many rounds before anything is measured: compilers settle only after some thousand small ones. */
const WARM_UP = 3;
const AIM_MERCURIUS = 1.2;
const AIM_APOLLO = 2.5;

interface Running {
  readonly subject: Subject;
  readonly program: MeasuredProgram;
}

/** CPU time of each request, in microseconds, by subject and round. */
type Costs = Map<Running, number[]>;

export async function measureRequests(quick: boolean): Promise<PartResult> {
  using _pinned = pinSelf();
  await using stack = new AsyncDisposableStack();
  const running = await Promise.all(
    SUBJECTS.map(async (subject): Promise<Running> => {
      const program = stack.use(await MeasuredProgram.start(subject.program, subject.parameters));
      return { subject, program };
    }),
  );
  const share = quick ? 0.05 : 1;
  const costs = new Map<Work, Costs>();
  for (const work of WORKS) await expectEqualAnswers(running, work);
  for (const work of WORKS) {
    for (const one of running) await costOf(one, work, Math.ceil(work.perRound * WARM_UP * share));
    const figures = await interleave(running, quick ? 2 : ROUNDS, (one) =>
      costOf(one, work, Math.ceil(work.perRound * share)),
    );
    costs.set(work, figures);
  }
  const errors = await compareErrors(urlOf(running, ROLLCALL), urlOf(running, APOLLO));
  return {
    verdicts: [...WORKS.flatMap((work) => judge(work, costs.get(work) ?? new Map())), errors],
    tables: [ratioTable(costs), costTable(costs)],
    notes: [
      `Every server answers from the same memory over its own HTTP front, ${CONNECTIONS} connections in a closed loop; its CPU time is divided by the requests. mN: \`inviteMembers\` with N results; g100: a group with 100 members; e100: \`_entities\` of 100.`,
      'Before anything is measured all answers are compared as JSON, key for key in the same order. `raw node:http` sends the same bytes and parses nothing.',
    ],
  };
}

const urlOf = (running: readonly Running[], wanted: Subject): string =>
  running.find(({ subject }) => subject === wanted)?.program.url ?? '';

const requestOf = ({ program }: Running, work: Work): Buffer =>
  graphqlRequest(program.url, bodyOf(work), { 'x-work': work.name });

async function expectEqualAnswers(running: readonly Running[], work: Work): Promise<void> {
  const answers = new Map<string, string>();
  for (const one of running) {
    using clients = await Clients.open(one.program.url, 1);
    await clients.repeat(requestOf(one, work), 2, ({ status, body }) => {
      if (status !== 200) throw new Error(`${one.subject.name} answers ${work.name} with ${status}: ${String(body)}`);
      answers.set(one.subject.name, JSON.stringify(JSON.parse(body.toString('utf8'))));
    });
  }
  const [expected] = answers.values();
  const other = [...answers].find(([, answer]) => answer !== expected);
  if (other === undefined && !expected?.includes('"errors"')) return;
  throw new Error(
    `answers to ${work.name} differ: ${other?.[0]} says ${other?.[1].slice(0, 300)}, not ${expected?.slice(0, 300)}`,
  );
}

async function costOf(one: Running, work: Work, requests: number): Promise<number> {
  using clients = await Clients.open(one.program.url, CONNECTIONS);
  const before = await one.program.cpuMicros();
  await clients.repeat(requestOf(one, work), requests, ({ status }) => {
    if (status !== 200) throw new Error(`${one.subject.name} answers ${work.name} with ${status}`);
  });
  return ((await one.program.cpuMicros()) - before) / requests;
}

const figuresOf = (costs: Costs, wanted: Subject): number[] =>
  [...costs].find(([{ subject }]) => subject === wanted)?.[1] ?? [];

function judge(work: Work, costs: Costs): Verdict[] {
  const own = figuresOf(costs, ROLLCALL);
  const against = (peer: Subject, aim: number): Verdict =>
    atLeast({
      target: 'B1',
      topic: `CPU of a request beside ${peer.name}`,
      work: `${work.name} beside ${peer.name}`,
      value: median(pairedRatios(figuresOf(costs, peer), own)),
      aim,
      unit: ' ×',
    });
  return [against(MERCURIUS_JIT, AIM_MERCURIUS), against(APOLLO, AIM_APOLLO)];
}

function ratioTable(costs: ReadonlyMap<Work, Costs>): Table {
  const peers = SUBJECTS.filter((subject) => subject !== ROLLCALL);
  const rows = [...costs].map(([work, figures]) => [
    work.name,
    ...peers.map((peer) => shortSpread(spreadOf(pairedRatios(figuresOf(figures, peer), figuresOf(figures, ROLLCALL))))),
  ]);
  return { title: 'Times less CPU than', columns: ['work', ...peers.map(({ name }) => name)], rows };
}

function costTable(costs: ReadonlyMap<Work, Costs>): Table {
  const rows = [...costs].map(([work, figures]) => [
    work.name,
    ...SUBJECTS.map((subject) => shortSpread(spreadOf(figuresOf(figures, subject)))),
    short(work.perRound),
  ]);
  return {
    title: 'CPU of a request, in microseconds',
    columns: ['work', ...SUBJECTS.map(({ name }) => name), 'requests a round'],
    rows,
  };
}
