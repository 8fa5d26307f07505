import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as realDelay } from 'node:timers/promises';

/** A port of 127.0.0.1 on which nothing listens now; for programs that have to come back on the same one. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when something listens, and fails when nothing does before `limitMs` are over. */
export async function untilListening(port: number, limitMs: number): Promise<void> {
  const deadlineMs = performance.now() + limitMs;
  while (!(await isListening(port))) {
    if (performance.now() > deadlineMs) throw new Error(`nothing listens on port ${port}`);
    await realDelay(20);
  }
}

function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    const tell = (listening: boolean) => () => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', tell(true)).once('error', tell(false));
  });
}
