import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode, usageError } from '../exit.ts';
import {
  InviteOperationDocument,
  type InviteOperationQuery,
  InviteOperationProgressedDocument,
  type MemberOutcomeFragment,
  type OperationStandingFragment,
} from '../service/__generated__/graphql.ts';
import type { Contact } from '../service/contact.ts';
import { withContact } from '../service/with-contact.ts';
import type { ResultsOptions } from './options.ts';
import { Outcomes } from './outcomes.ts';
import { Progress } from './progress.ts';
import { jsonReporter, tableReporter } from './report.ts';

/** Outcomes in one page: as many as the service gives. */
const PAGE_SIZE = 1000;

/** `rollcall results`. */
export async function tellResults(
  operationIds: readonly string[],
  options: ResultsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const running: string[] = [];
  return withContact(options, context, {
    work: async (contact) => {
      const standings: OperationStandingFragment[] = [];
      for (const id of new Set(operationIds)) {
        const { inviteOperation } = await contact.ask(InviteOperationDocument, { id, first: 0 });
        if (inviteOperation === null) throw usageError(`the service knows no operation ${id}, or not any more`);
        standings.push(inviteOperation);
        running.push(id);
      }
      return followToTheEnd(standings, contact, context, options.json === true);
    },
    howToGoOn: () => howToFollow(running),
  });
}

/** Where to look for what goes on without us; nothing when there is nothing. */
export const howToFollow = (operationIds: readonly string[]): readonly string[] =>
  operationIds.length === 0
    ? []
    : [`the invites go on at the service; \`rollcall results ${operationIds.join(' ')}\` follows them`];

/** Waits until no member of the operations is queued, then tells what became of each. */
export async function followToTheEnd(
  standings: readonly OperationStandingFragment[],
  contact: Contact,
  context: CommandContext,
  json: boolean,
): Promise<ExitCode> {
  const { terminal, clock } = context;
  const progress = new Progress(standings, terminal, clock);
  // One after the other: a group's members leave in the order in which they came.
  for (const { id, status } of standings) if (status === 'RUNNING') await follow(id, contact, progress);
  progress.end();

  const reporter = json ? jsonReporter(terminal) : tableReporter(terminal);
  const outcomes = new Outcomes();
  for (const { id } of standings) {
    for await (const outcome of readOutcomes(id, contact)) {
      outcomes.add(outcome);
      await reporter.member(id, outcome);
    }
  }
  const operationIds = standings.map(({ id }) => id);
  await reporter.end(operationIds, outcomes);
  return outcomes.allWell ? EXIT.done : EXIT.notAllWell;
}

async function follow(id: string, contact: Contact, progress: Progress): Promise<void> {
  for await (const { inviteOperationProgressed } of contact.follow(InviteOperationProgressedDocument, () => ({ id }))) {
    progress.note(inviteOperationProgressed);
    if (inviteOperationProgressed.status !== 'RUNNING') return;
  }
}

async function* readOutcomes(id: string, contact: Contact): AsyncGenerator<MemberOutcomeFragment> {
  let after: string | null = null;
  for (;;) {
    const page: InviteOperationQuery = await contact.ask(InviteOperationDocument, { id, first: PAGE_SIZE, after });
    const { inviteOperation } = page;
    if (inviteOperation === null) throw usageError(`the service does not know the operation ${id} any more`);
    const { edges, pageInfo } = inviteOperation.results;
    for (const { node } of edges) yield node;
    if (!pageInfo.hasNextPage) return;
    after = pageInfo.endCursor;
  }
}
