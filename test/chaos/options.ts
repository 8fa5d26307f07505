import { parseArgs } from 'node:util';

export type StoreKind = 'postgres' | 'sqlite';
export type WireKind = 'nats' | 'redis' | 'notify';

export interface Options {
  /** How long faults happen. */
  readonly seconds: number;
  /** Another seed is another series of faults and requests. */
  readonly seed: number;
  readonly instances: number;
  readonly store: StoreKind;
  readonly wire: WireKind;
}

export const USAGE =
  'npm run chaos -- [--seconds 120] [--seed 1] [--instances 3] [--store postgres|sqlite] [--wire nats|redis|notify]';

/** @throws TypeError when the command line is not understood */
export function readOptions(parameters: string[]): Options {
  const { values } = parseArgs({
    args: parameters,
    options: {
      seconds: { type: 'string', default: '120' },
      seed: { type: 'string', default: '1' },
      instances: { type: 'string' },
      store: { type: 'string', default: 'postgres' },
      wire: { type: 'string', default: 'nats' },
    },
  });
  const store = oneOf(['postgres', 'sqlite'] as const, 'store', values.store);
  const instances = wholeNumber('instances', values.instances ?? (store === 'sqlite' ? '1' : '3'));
  if (store === 'sqlite' && instances > 1) throw new TypeError('--store sqlite serves one instance');
  return {
    seconds: wholeNumber('seconds', values.seconds),
    seed: wholeNumber('seed', values.seed),
    instances,
    store,
    wire: oneOf(['nats', 'redis', 'notify'] as const, 'wire', values.wire),
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new TypeError(`--${name} has to be a whole number from 1`);
  return value;
}

function oneOf<Choice extends string>(choices: readonly Choice[], name: string, text: string): Choice {
  const choice = choices.find((known) => known === text);
  if (choice === undefined) throw new TypeError(`--${name} has to be one of ${choices.join(', ')}`);
  return choice;
}
