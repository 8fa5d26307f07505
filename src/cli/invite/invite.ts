import { randomUUID } from 'node:crypto';
import type { ReadStream } from 'node:tty';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import {
  InviteMembersDocument,
  type InviteMembersInput,
  type OperationStandingFragment,
} from '../service/__generated__/graphql.ts';
import type { Contact } from '../service/contact.ts';
import { mayHaveArrived } from '../service/failure.ts';
import { withContact } from '../service/with-contact.ts';
import { type Accounts, readAccounts } from './accounts.ts';
import type { InviteCommandOptions } from './options.ts';
import { tellPlan } from './dry-run.ts';
import { followToTheEnd, howToFollow } from './results.ts';

/** Members of one mutation: as many as the service takes. */
export const MEMBERS_PER_MUTATION = 10_000;

/** `rollcall invite`. */
export async function invite(
  groupId: string,
  sources: readonly string[],
  options: InviteCommandOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, input } = context;
  const { csv = false, literal = false, json = false, dryRun = false } = options;
  if (sources.includes('-') && !literal && (input as Partial<ReadStream>).isTTY === true)
    terminal.tell('reading accounts, one a line; Ctrl-D ends them');
  const named = await readAccounts({ sources, input, csv, literal });
  tellLeftOut(named, context);
  const idempotencyKey = options.idempotencyKey ?? randomUUID();
  const inputs = splitIntoInputs(groupId, named.accounts, options, idempotencyKey);
  const taken: OperationStandingFragment[] = [];
  let asked = 0;

  return withContact(options, context, {
    work: async (contact) => {
      if (dryRun)
        return tellPlan({ groupId, members: named.accounts.length, mutations: inputs.length, json }, contact, terminal);
      for (const one of inputs) {
        asked++;
        taken.push(await send(one, contact));
        if (inputs.length > 1) terminal.status(`${taken.length} of ${inputs.length} mutations are stored`);
      }
      if (options.wait) return followToTheEnd(taken, contact, context, json);
      await tellTaken(taken, context, json);
      return EXIT.done;
    },
    howToGoOn: (error) => {
      const isInDoubt = asked > taken.length && mayHaveArrived(error);
      const isWhole = taken.length === inputs.length || (taken.length === 0 && !isInDoubt);
      return [
        ...howToFollow(taken.map(({ id }) => id)),
        ...(isWhole
          ? []
          : [
              `${taken.length} of ${inputs.length} mutations are known to be stored; the same command with --idempotency-key ${idempotencyKey} sends the others, and nobody twice`,
            ]),
      ];
    },
  });
}

/** Harmless to repeat, because of its key. Nothing is waited for: progress tells. */
async function send(input: InviteMembersInput, contact: Contact): Promise<OperationStandingFragment> {
  const { inviteMembers } = await contact.ask(InviteMembersDocument, { input });
  return inviteMembers.operation;
}

function splitIntoInputs(
  groupId: string,
  accounts: readonly string[],
  options: InviteCommandOptions,
  idempotencyKey: string,
): InviteMembersInput[] {
  const { operator, reason, requireConsent, silent, systemMessage, joinedAt, users = false } = options;
  const inputs: InviteMembersInput[] = [];
  for (let at = 0; at < accounts.length; at += MEMBERS_PER_MUTATION) {
    const members = accounts
      .slice(at, at + MEMBERS_PER_MUTATION)
      .map((id) => ({ ...(users ? { userId: id } : { account: id }), joinedAt }));
    inputs.push({
      groupId,
      members,
      operator,
      reason,
      requireConsent,
      silent,
      systemMessage,
      idempotencyKey: `${idempotencyKey}/${inputs.length + 1}`,
      waitMs: 0,
    });
  }
  return inputs;
}

function tellLeftOut({ duplicates, blanks, headings }: Accounts, { terminal }: CommandContext): void {
  const parts = [
    ...(duplicates === 0 ? [] : [`${duplicates} named more than once`]),
    ...(blanks === 0 ? [] : [`${blanks} blank`]),
    ...(headings === 0 ? [] : [`${headings} of headings`]),
  ];
  if (parts.length > 0) terminal.tell(`left out: ${parts.join(', ')}`);
}

async function tellTaken(
  taken: readonly OperationStandingFragment[],
  context: CommandContext,
  json: boolean,
): Promise<void> {
  const { terminal } = context;
  terminal.status('');
  for (const { id, counts } of taken) {
    const line = { type: 'accepted', operationId: id, members: counts.total };
    await terminal.print(json ? JSON.stringify(line) : `${counts.total} members are stored as ${id}`);
  }
  if (!json) for (const line of howToFollow(taken.map(({ id }) => id))) terminal.tell(line);
}
