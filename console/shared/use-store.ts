import { useSyncExternalStore } from 'react';
import type { Readable } from './store.ts';

/** The value now; the component is drawn anew when it changes. */
export const useStore = <Value>({ get, subscribe }: Readable<Value>): Value => useSyncExternalStore(subscribe, get);
