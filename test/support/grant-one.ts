import type { GrantedCall } from '../../src/store/records.ts';
import type { GrantRequest, LaneStatements } from '../../src/store/store.ts';

/** One call, with whether anybody else waits; or when the next one may leave, null for nobody knows. */
export type Grant =
  | { readonly kind: 'granted'; readonly call: GrantedCall; readonly more: boolean }
  | { readonly kind: 'notYet'; readonly atMs: number | null };

/** Asks for one call. */
export async function grantOne(lanes: LaneStatements, request: GrantRequest): Promise<Grant> {
  const { calls, againAtMs } = await lanes.grantCalls(request, 1);
  const [call] = calls;
  return call === undefined ? { kind: 'notYet', atMs: againAtMs } : { kind: 'granted', call, more: againAtMs !== null };
}
