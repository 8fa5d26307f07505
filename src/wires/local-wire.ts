import type { EventWire } from './wire.ts';

/** The wire of a process that is alone: there is nobody to tell, and nobody who tells anything. */
export const localWire: EventWire = {
  publish: () => {},
  listen: () => {},
  unlisten: () => {},
  onMoved: () => {},
  onGap: () => {},
  ping: async () => {},
  close: async () => {},
};
