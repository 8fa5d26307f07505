import { PROVIDERS, type ProviderName } from '../../../src/datasources/registry.ts';

/** A connection of the sandbox under its true quota, and a group of it that takes everybody. */
export interface StormPlace {
  readonly connection: string;
  readonly provider: ProviderName;
  readonly group: string;
}

export const PLACES: readonly StormPlace[] = [
  { connection: 'wechat', provider: 'gewe', group: 'load-storm@chatroom' },
  { connection: 'zim', provider: 'zego-zim', group: 'load-storm' },
  { connection: 'tencent-app', provider: 'tencent-im-sdk', group: 'load-storm-app' },
  { connection: 'tencent', provider: 'tencent-im', group: 'load-storm' },
  { connection: 'imkit', provider: 'imkit', group: 'load-storm' },
];

/** What the quota allows. */
export interface Allowance {
  /** Calls that so many members fill. */
  readonly calls: number;
  /** From the departure of the first of them to that of the last, in milliseconds. */
  readonly spanMs: number;
}

/** In any second leave at most `callsPerSecond` calls: the first ones at once, then as many each second. */
export function allowanceOf({ provider }: StormPlace, members: number): Allowance {
  const { membersPerCall, callsPerSecond } = PROVIDERS[provider].capabilities;
  const calls = Math.ceil(members / membersPerCall);
  return { calls, spanMs: 1_000 * (Math.ceil(calls / callsPerSecond) - 1) };
}
