import type { InviteOptions } from '../datasources/datasource.ts';

/** Options with sorted keys and without absent ones, so that equal options are equal texts. */
export function canonicalOptions(options: InviteOptions): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return JSON.stringify(Object.fromEntries(given.toSorted(([a], [b]) => (a < b ? -1 : 1))));
}
