import { parseArgs } from 'node:util';
import { PARTS, type Part } from './parts.ts';

export interface Options {
  /** In the order in which they run. */
  readonly parts: readonly Part[];
  /** Tiny rounds, for trying it out: the figures mean nothing and are not kept. */
  readonly quick: boolean;
  /** A tenth of the memberships in the growth part. */
  readonly small: boolean;
}

export const USAGE = `npm run bench -- [parts] [--quick] [--small]
parts: ${PARTS.map(({ name }) => name).join(', ')}; default: all of them, which writes test/bench/RESULTS.md`;

/** @throws TypeError when an argument is none of ours */
export function readOptions(given: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, small: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !PARTS.some((part) => part.name === name));
  if (unknown !== undefined) throw new TypeError(`there is no part "${unknown}"`);
  const parts = positionals.length === 0 ? PARTS : PARTS.filter(({ name }) => positionals.includes(name));
  return { parts, ...values };
}
