import type { TargetId } from './report/result.ts';

/** Why a target is missed; it is printed for whatever it fits and a run has missed. The first one that fits counts. */
export interface Reason {
  readonly target: TargetId;
  /** Fits the claim's `work`. */
  readonly work: RegExp;
  readonly title: string;
  /** With the figures that prove it. */
  readonly why: string;
  /** What was tried and what it gave; empty: nothing. */
  readonly tried: string;
}

export const REASONS: readonly Reason[] = [
  {
    target: 'B3',
    work: /^1 member a mutation, same group/,
    title: 'Ten times a naive one that settles more than 1 280 members a second is more than the load asks for.',
    why: 'Each of 64 clients waits for its answer, and the provider takes 5 ms: 64 / 5 ms = 12 800 members a second is all that the load asks of a server that costs nothing. Ten times a naive subgraph that settles more than 1 280 a second is beyond that; the table of the limits shows by how much.',
    tried: '',
  },
  {
    target: 'B3',
    work: /^100 members a mutation, same group/,
    title: 'Ten times the naive one leaves less than the bytes alone take.',
    why: 'The naive subgraph stores nothing. Ten times its members a second, 840 000 in one run, leaves 119 µs of the one core for a mutation of 100 members. In that run `raw node:http`, which parses nothing, took 107 µs (61 to 119) to move the bytes of such a mutation, and 100 raw rows of `node:sqlite` cost 42 µs at its best, all clients in one commit and no index. What is left is for reading the request, the call, an invite, a membership, two events and their indexes. Beside a naive subgraph that stores one row a member the second table of B3 says how we stand.',
    tried: '',
  },
  {
    target: 'B3',
    work: /^1 member a mutation, 100 groups, Rollcall on SQLite/,
    title: 'A commit for one member costs more than a call that keeps nothing.',
    why: 'With 100 groups each mutation is a call of its own, and keeps an operation, an invite, a membership and two events in two commits. The aim leaves 0.1 to 0.25 ms of the one core for all of it, by how fast the machine is on the day, and the request, the call and the store together take 0.4 to 0.7 ms. On days with a slow disk (2 200 raw rows a second, each with a commit of its own, where others have 18 000) it is faster than a naive subgraph that stores one row a member, and slower on others: commits are shared, and the rest is CPU.',
    tried:
      'The call is granted in the commit of the acceptance, departures are not noted when the answer comes soon, statements are compiled once, ids begin with the time: from 700 to 1 160 a second on a day with a slow disk. Larger checkpoints gave 3 to 5 %, and were dropped.',
  },
  {
    target: 'B3',
    work: /PostgreSQL/,
    title: 'The database shares the two cores, and keeps what the naive subgraph does not.',
    why: 'A mutation of one member takes 0.8 to 1.8 ms of the database, one of 100 members 14 to 18: two events, an invite and a membership a member with their index entries, all logged and synced. Service, load and database have two cores together.',
    tried:
      'One statement for all orders (and one for all settlements) of many groups, with the grant behind it in the same round trip: spread from 177 to 470 a second. Two plans that walked through a whole call for each member were fenced. Fewer indexes, as on SQLite, were not tried yet.',
  },
  {
    target: 'B3',
    work: /^100 members a mutation, 100 groups, Rollcall on SQLite/,
    title: 'Rows and their indexes take three times the time that the aim leaves.',
    why: 'The store alone needs 34 to 40 µs a member for the acceptance, the grant, the settlement and reading back; the aim leaves 5 to 12 µs of the one core for everything. The 13 index entries a member that are left serve reads which would walk a table without them.',
    tried:
      'Sets instead of rows (1.4 µs a row, 3.8 one by one), 24 to 13 index entries, rows read as objects of one shape, pages and lists compiled once: from 10 100 to 18 400 members a second.',
  },
  {
    target: 'B4',
    work: /^100 subscribers, single/,
    title: 'A hundred writes of the kernel are nearly all of it.',
    why: 'It moves around the aim from run to run: 3.9 and 4.5 × of graphql-ws, 0.88 and 0.99 × of raw `ws`, which has a ready frame and one write an event, too. What we have besides, to execute the event once, is shared by only a hundred.',
    tried: '',
  },
  {
    target: 'B4',
    work: /^100 subscribers, burst/,
    title: 'Few share what an event costs to execute.',
    why: 'A delivery of a burst of 100 events to 100 subscribers takes 1.5 µs; executing and writing an event once is a hundredth of its cost on each of them, and shows. With 1 000 subscribers the aim is met.',
    tried: 'Compiled execution of events, frames made once, one write a socket for a batch of up to 32 Ki characters.',
  },
  {
    target: 'B4',
    work: /^5 000 subscribers, (burst|single)/,
    title: 'One write a socket is what remains.',
    why: 'The burst is ten events long here, so a socket costs one write of the kernel for ten deliveries: 2.4 µs each, 24 µs a write. Longer bursts share it among more (58 × at 1 000 subscribers and 30 events). Single deliveries move around the aim from run to run: 3.4 and 4.0 × of graphql-ws, 0.77 and 1.06 × of raw `ws`.',
    tried:
      'Frames of ready bytes past `ws`, corked sockets, no promise or step of an iterator a delivery. Batches of 64 Ki characters would exceed what is sent ahead.',
  },
  {
    target: 'B4',
    work: /^1 000 subscribers, single, beside raw ws/,
    title: 'Two microseconds more than raw `ws`, in this run.',
    why: '13.1 beside 10.8 µs a delivery; with 100 and with 5 000 subscribers, and in earlier runs with 1 000, it is level or ahead.',
    tried: '',
  },
  {
    target: 'B4',
    work: /^1 000 subscribers, memory of one/,
    title: 'V8 grows its young generation while a thousand sockets are opened.',
    why: 'It is charged to the subscribers here: at 5 000 it is 13 KiB for each, at 19 800 9.6, and raw `ws` shows the same decline. With a young generation of 1 MiB, a run that opened them step by step fell from 12.4 to 4.2 KiB each.',
    tried:
      'One timer for all heartbeats, listeners shared by all sockets, no request or frame of a function kept by a subscription: heap from 11.4 to 4.6 KiB a socket.',
  },
  {
    target: 'B5',
    work: /SQLite, p50/,
    title: 'Idle code is cold code.',
    why: 'The same invite takes 0.4 ms of CPU under load and nearly 4 when nothing happened for 10 ms: caches are cold, and nine times the event loop is woken, at 0.1 to 0.17 ms each on this virtual machine. Two syncs of the disk take 0.3 ms each, and 35 pages go into the log.',
    tried:
      'Four commits became two. V8 flags (baseline code at once, eager feedback, a larger young generation) made no difference beyond noise.',
  },
  {
    target: 'B5',
    work: /PostgreSQL, p50/,
    title: 'Two statements of the database, cold as well.',
    why: 'Acceptance with its grant and settlement are one round trip each, with many statements inside and a commit that is synced, and reads of the answer come behind them. Each took about 3 ms on a busy machine; how much of that is planning was not looked into.',
    tried: 'Seven round trips that write became two. Reading operation and invites in one statement was not tried yet.',
  },
  {
    target: 'B6',
    work: /entities$/,
    title: 'Twenty random rows of a million are not in the cache of pages.',
    why: 'A join like the one of the store takes 0.14 ms with 10 000 memberships and 0.32 with a million, outside the service: 16 MiB of pages are kept, the rest is a copy away in the cache of the system. The figure moves around the aim from run to run.',
    tried: '256 MiB of pages: 0.28 ms. Mapped memory: 0.21, and 65 MiB more resident.',
  },
  {
    target: 'B6',
    work: /start$/,
    title: 'Half of a start is loading 1 375 modules.',
    why: 'It is at the aim, above or below it from run to run; the store has next to no part in it.',
    tried:
      'Loading only what is configured and keeping compiled code: 1 600 to 1 000 ms. Built into few files it took 560 to 700 ms; a second form of the program is not worth that yet.',
  },
];
