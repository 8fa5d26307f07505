import type { Server } from 'node:net';
import type { FromProgram, Numbered, Order } from './messages.ts';

/** A program that is measured, from its own side. */
export interface Served {
  readonly url: string;
  /** Sends events to all subscribers; absent where there are none. */
  publish?(events: number): void;
}

/** Tells the parent where this program serves, obeys its orders, and ends with it. */
export function serve({ url, publish }: Served): void {
  const tell = (message: FromProgram): void => void process.send?.(message);
  const carryOut = (order: Order): number => {
    switch (order.kind) {
      case 'cpu': {
        const { user, system } = process.cpuUsage();
        return user + system;
      }
      case 'collect':
        globalThis.gc?.();
        return 0;
      case 'publish':
        publish?.(order.events);
        return 0;
    }
  };
  process.on('message', ({ id, message }: Numbered<Order>) => tell({ id, figure: carryOut(message) }));
  process.once('disconnect', () => process.exit());
  tell({ url });
}

/** Where an HTTP server listens. */
export const urlOf = (address: ReturnType<Server['address']>): string =>
  `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
