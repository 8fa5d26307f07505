import { Store } from '../shared/store.ts';

/** Whether live changes arrive: nothing is asked for, they do, or the connection is lost and is tried again. */
export type Connectivity = 'idle' | 'connected' | 'lost';

export const connectivity = new Store<Connectivity>('idle');
