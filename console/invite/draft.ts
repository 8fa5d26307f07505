import { Store } from '../shared/store.ts';

/** What somebody is about to send. It stays while other pages are looked at, and while somebody signs in. */
export interface Draft {
  readonly connectionId: string;
  readonly groupId: string;
  readonly list: string;
  readonly kind: 'accounts' | 'users';
  readonly reason: string;
  readonly operator: string;
  /** As a local date and time of the browser; empty: not given. */
  readonly joinedAt: string;
  /** '' leaves it to the provider. */
  readonly requireConsent: Choice;
  readonly silent: Choice;
  readonly systemMessage: Choice;
}

export type Choice = '' | 'yes' | 'no';

export const EMPTY_DRAFT: Draft = {
  connectionId: '',
  groupId: '',
  list: '',
  kind: 'accounts',
  reason: '',
  operator: '',
  joinedAt: '',
  requireConsent: '',
  silent: '',
  systemMessage: '',
};

export const draft = new Store(EMPTY_DRAFT);

export const changeDraft = (change: Partial<Draft>): void => draft.set({ ...draft.get(), ...change });
