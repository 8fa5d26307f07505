import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Config, DEFAULT_HOST, DEFAULT_PORT } from '../../../config/config.ts';
import { explainStart } from '../../../config/start-failure.ts';
import type { CommandContext } from '../../context.ts';
import { type Finding, look } from '../finding.ts';
import { askService, inspectService } from './service.ts';

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
  const standing = error.code === 'EADDRINUSE' ? await askService(host, port, clock) : null;
  if (standing !== null)
    return [ok(`a Rollcall serves at port ${port} of ${host} already`), ...inspectService(standing, config)];
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
