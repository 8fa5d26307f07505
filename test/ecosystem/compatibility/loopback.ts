import { type ListenOptions, Server } from 'node:net';

/** Loaded before a program that would listen on a port of its own at every interface: it gets a free one of the loopback interface. */

const { listen } = Server.prototype;

Server.prototype.listen = function listenOnLoopback(this: Server, _where: ListenOptions, onListening?: () => void) {
  return listen.call(this, { host: '127.0.0.1', port: 0 }, onListening);
} as typeof listen;
