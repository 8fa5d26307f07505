import { systemClock } from '../../../src/kernel/clock.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { seeded } from '../../support/seeded.ts';
import type { Message, Request } from './messages.ts';

/**
 * The simulated providers, in a process that nothing disturbs and that tells its parent all that happens in their groups. Its
 * parameter is the seed by which webhooks are lost, repeated and held up.
 */
const sandbox = await startSandbox({ clock: systemClock, random: seeded(Number(process.argv[2])) });
const tell = (message: Message): void => void process.send?.(message);

sandbox.onChange((change) => tell({ kind: 'change', change }));
process.on('message', (request: Request) => {
  switch (request.kind) {
    case 'webhooksTo':
      sandbox.sendWebhooksTo(request.url);
      break;
    case 'standings':
      tell({
        kind: 'standings',
        standings: request.places.map(({ backend, group }) => ({
          members: sandbox.members(backend, group),
          pending: sandbox.pendingInvitees(backend, group),
        })),
      });
      break;
  }
});
process.once('disconnect', () => process.exit());
tell({ kind: 'ready', url: sandbox.url, connections: sandbox.connections });
