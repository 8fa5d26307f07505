import type { Clock } from '../kernel/clock.ts';
import { AccessError, credentialExpired } from './access-error.ts';
import { hasExpired, type Viewer } from './viewer.ts';

/** Sets of scopes, of which one set has to be there whole; as federation's `@requiresScopes` has them. None: any known viewer will do. */
export type Demand = readonly (readonly string[])[];

/** @throws AccessError UNAUTHENTICATED when it is not known who asks, FORBIDDEN when they may not */
export function demand(viewer: Viewer, scopes: Demand, clock: Clock): void {
  if (viewer.refusal !== null) throw new AccessError('UNAUTHENTICATED', viewer.refusal);
  if (hasExpired(viewer, clock)) throw credentialExpired();
  if (scopes.length === 0 || scopes.some((set) => set.every((scope) => viewer.scopes.has(scope)))) return;
  const sets = scopes.map((set) => set.join(' and ')).join(', or ');
  throw new AccessError('FORBIDDEN', `this needs the scope ${sets}`);
}
