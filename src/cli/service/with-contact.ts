import type { CommandContext } from '../context.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import { Contact } from './contact.ts';
import { explainFailure } from './failure.ts';
import type { ServiceOptions } from './options.ts';
import { Service } from './service.ts';

/**
 * Does something with a service; Ctrl-C ends it, and so does a failure that asking again does not mend.
 *
 * @param howToGoOn lines that say how what was begun goes on, for whoever has interrupted it or sees it fail
 * @throws CommandError
 */
export async function withContact(
  options: ServiceOptions,
  context: CommandContext,
  {
    work,
    howToGoOn,
  }: { work: (contact: Contact) => Promise<ExitCode>; howToGoOn: (error: unknown) => readonly string[] },
): Promise<ExitCode> {
  const service = new Service(options);
  const signal = context.interruption();
  try {
    return await work(new Contact(service, context, signal));
  } catch (error) {
    if (!signal.aborted) {
      const { exitCode, message, cause } = explainFailure(error, service.url);
      throw new CommandError(exitCode, message, cause, howToGoOn(error));
    }
    context.terminal.status('');
    for (const line of howToGoOn(error)) context.terminal.tell(line);
    return EXIT.interrupted;
  } finally {
    await service.close();
  }
}
