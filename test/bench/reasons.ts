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
    why: 'The naive subgraph stores nothing. Ten times its members a second, 840 000 in the first run, leaves 119 µs of the one core for a mutation of 100 members. In the same run `raw node:http`, which parses nothing, took 107 µs (61 to 119) to move the bytes of such a mutation, and 100 raw rows of `node:sqlite` cost 42 µs at its best, all clients in one commit and no index. What is left is for reading the request, the call, an invite, a membership, two events and their indexes. Beside a naive subgraph that stores one row a member the second table of B3 says how we stand.',
    tried: '',
  },
];
