import type { CommandContext } from '../context.ts';
import { CommandError, EXIT, type ExitCode, usageError } from '../exit.ts';
import { readGroupId } from '../group-id.ts';
import { printable } from '../printable.ts';
import {
  GroupCursorDocument,
  type MemberChangeFragment,
  MemberStateChangedDocument,
} from '../service/__generated__/graphql.ts';
import type { Contact } from '../service/contact.ts';
import { ServiceLost, ServiceRefusal } from '../service/failure.ts';
import { withContact } from '../service/with-contact.ts';
import type { Colours } from '../terminal.ts';
import type { WatchOptions } from './options.ts';

/** Codes after which the same place is asked for again. */
const ASK_AGAIN = 'SUBSCRIBER_TOO_SLOW';
const CURSOR_EXPIRED = 'CURSOR_EXPIRED';

/** `rollcall watch`: until it is interrupted. */
export async function watch(groupId: string, options: WatchOptions, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context;
  const json = options.json === true;
  let newest: string | null = options.since ?? null;
  return withContact(options, context, {
    work: async (contact) => {
      newest ??= await askWhereItStands(groupId, contact);
      for await (const change of changesOf(groupId, newest, contact, context)) {
        await terminal.print(json ? JSON.stringify(shape(change)) : describe(change, terminal.colours));
        newest = change.cursor;
      }
      return EXIT.done;
    },
    // What we refuse ourselves is refused again: a group that cannot be, or a cursor that has expired.
    howToGoOn: (error) =>
      newest === null || newest === options.since || error instanceof CommandError
        ? []
        : [`\`rollcall watch ${groupId} --since ${newest}\` goes on from here`],
  });
}

/** The place to go on from when the service goes before any change has come. */
async function askWhereItStands(groupId: string, contact: Contact): Promise<string> {
  const { connectionId } = readGroupId(groupId);
  const { group } = await contact.ask(GroupCursorDocument, { id: groupId });
  if (group === null) throw usageError(`the service has no connection ${connectionId}`);
  return group.cursor;
}

/** Every change once and in order, over lost connections and restarts of the service. */
async function* changesOf(
  groupId: string,
  since: string,
  contact: Contact,
  { terminal }: CommandContext,
): AsyncGenerator<MemberChangeFragment> {
  let after = since;
  let sequence: number | null = null;
  let opened = 0;
  const onOpen = (): void => {
    if (opened++ === 0) terminal.tell(`watching ${groupId}; Ctrl-C ends it`);
  };
  for (;;) {
    try {
      const changes = contact.follow(MemberStateChangedDocument, () => ({ groupId, after }), onOpen);
      for await (const { memberStateChanged: change } of changes) {
        // A router in between may send something twice, or drop something when it is busy.
        if (sequence !== null && change.sequence <= sequence) continue;
        if (sequence !== null && change.sequence > sequence + 1)
          throw new ServiceLost('changes were lost on their way');
        ({ cursor: after, sequence } = change);
        yield change;
      }
      return;
    } catch (error) {
      if (error instanceof ServiceRefusal && error.code === CURSOR_EXPIRED)
        throw new CommandError(EXIT.notAllWell, `${error.message}; without --since the watch begins now`, error);
      const tooSlow = error instanceof ServiceRefusal && error.code === ASK_AGAIN;
      await contact.recover(tooSlow ? new ServiceLost(error.message) : error);
    }
  }
}

const shape = ({ membership, cursor, sequence, at, from, to, cause, operationId }: MemberChangeFragment) => ({
  type: 'change',
  cursor,
  sequence,
  at,
  account: membership.account,
  from,
  to,
  cause,
  operationId,
});

function describe({ at, membership, from, to, cause }: MemberChangeFragment, { dim, bold }: Colours): string {
  return `${dim(at)}  ${printable(membership.account)}  ${from ?? '(unknown)'} → ${bold(to)}  ${dim(cause)}`;
}
