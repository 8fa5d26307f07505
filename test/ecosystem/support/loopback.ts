import { type AddressInfo, Server } from 'node:net';

/**
 * Loaded before a program that wants to be told its port, or listens at every interface: it gets a free port of the loopback
 * interface, and prints which. A port that was looked up before could be taken by the time the program listens.
 */

const { listen } = Server.prototype;

Server.prototype.listen = function listenOnLoopback(this: Server, ...where: unknown[]) {
  this.once('listening', () => {
    const { port } = this.address() as AddressInfo;
    process.stdout.write(`\nlistening on http://127.0.0.1:${port}\n`);
  });
  const onListening = where.findLast((part) => typeof part === 'function') as (() => void) | undefined;
  return listen.call(this, { host: '127.0.0.1', port: 0 }, onListening);
} as typeof listen;
