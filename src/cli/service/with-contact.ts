import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { Contact } from './contact.ts';
import { explainFailure } from './failure.ts';
import type { ServiceOptions } from './options.ts';
import { Service } from './service.ts';

/**
 * Does something with a service; Ctrl-C ends it, and so does a failure that asking again does not mend.
 *
 * @param onInterrupt tells how what was begun goes on
 * @throws CommandError
 */
export async function withContact(
  options: ServiceOptions,
  context: CommandContext,
  { work, onInterrupt }: { work: (contact: Contact) => Promise<ExitCode>; onInterrupt: () => void },
): Promise<ExitCode> {
  const service = new Service(options);
  const signal = context.interruption();
  try {
    return await work(new Contact(service, context, signal));
  } catch (error) {
    if (!signal.aborted) throw explainFailure(error, service.url);
    context.terminal.status('');
    onInterrupt();
    return EXIT.interrupted;
  } finally {
    await service.close();
  }
}
