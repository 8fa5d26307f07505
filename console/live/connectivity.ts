import { Store } from '../shared/store.ts';

/** Whether live changes arrive: nothing is asked for; they do; the connection is lost and is tried again; somebody has to sign in first. */
export type Connectivity = 'idle' | 'connected' | 'lost' | 'refused';

export const connectivity = new Store<Connectivity>('idle');
