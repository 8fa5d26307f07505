import { keepInTab } from '../shared/kept.ts';
import { Store } from '../shared/store.ts';

const kept = keepInTab('rollcall.token');

/** The token of who is signed in; empty when nobody is. Kept by this tab alone, and forgotten with it. */
export const token = new Store(kept.read());

token.subscribe(() => kept.write(token.get()));

/** What a request says of who asks; nothing when nobody is signed in. */
export const credentials = (): Record<string, string> =>
  token.get() === '' ? {} : { authorization: `Bearer ${token.get()}` };
