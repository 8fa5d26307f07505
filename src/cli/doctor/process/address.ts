import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Config, DEFAULT_HOST, DEFAULT_PORT } from '../../../config/config.ts';
import { explainStart } from '../../../config/start-failure.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { SECOND } from '../../../kernel/duration.ts';
import type { CommandContext } from '../../context.ts';
import { ask } from '../ask.ts';
import { type Finding, look } from '../finding.ts';

/** `/readyz` asks the providers first. */
const READY_WITHIN_MS = 15 * SECOND;

/** Whether the service could listen, or does already. */
export async function inspectAddress(
  config: Config | null,
  { environment, clock }: CommandContext,
): Promise<Finding[]> {
  const { ok, skipped, fault } = look('server', 'address');
  const { host, port } = config?.server ?? {
    host: environment['HOST'] || DEFAULT_HOST,
    port: Number(environment['PORT'] || DEFAULT_PORT),
  };
  if (!isPort(port)) return [skipped('PORT names none')];
  const error = await tryToListen(host, port);
  if (error === null) return [ok(`port ${port} of ${host} is free`)];
  if (error.code === 'EADDRINUSE' && (await isRollcall(host, port, clock)))
    return [ok(`a Rollcall serves at port ${port} of ${host} already`)];
  const why = explainStart(error, { server: { host, port }, store: {}, events: {} });
  return [fault({ code: 'address-unusable', why, advice: 'choose another PORT or HOST, or end the other process' })];
}

/** Whether one could listen there at all. */
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port < 2 ** 16;

async function tryToListen(host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    return null;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  } finally {
    server.close();
  }
}

async function isRollcall(host: string, port: number, clock: Clock): Promise<boolean> {
  const url = new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}/readyz`);
  const answer = await ask({ url, method: 'GET' }, { clock, withinMs: READY_WITHIN_MS });
  return 'heard' in answer && 'providers' in Object(answer.heard.json);
}
