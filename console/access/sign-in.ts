import { Store } from '../shared/store.ts';
import { token } from './token.ts';

/** Why the service wants a token, in its own words; null while it does not. */
export const refusal = new Store<string | null>(null);

/** How often somebody has signed in here: pages read anew what was refused before. */
export const session = new Store(0);

export function signIn(given: string): void {
  token.set(given.trim().replace(/^Bearer\s+/i, ''));
  refusal.set(null);
  session.set(session.get() + 1);
}

export function signOut(): void {
  token.set('');
  session.set(session.get() + 1);
}
