import { SECOND } from '../../kernel/duration.ts';
import { estimate } from '../../kernel/estimate.ts';
import { EXIT, type ExitCode, usageError } from '../exit.ts';
import { readGroupId } from '../group-id.ts';
import { ConnectionsDocument } from '../service/__generated__/graphql.ts';
import type { Contact } from '../service/contact.ts';
import { clockFace, numbered } from '../words.ts';
import type { Terminal } from '../terminal.ts';

export interface InvitePlan {
  readonly groupId: string;
  readonly members: number;
  readonly mutations: number;
  readonly json: boolean;
}

/** Tells what would be sent, and how long the provider's quota makes it take; asks the service, and changes nothing. */
export async function tellPlan(
  { groupId, members, mutations, json }: InvitePlan,
  contact: Contact,
  { print }: Terminal,
): Promise<ExitCode> {
  const { connectionId } = readGroupId(groupId);
  const { connections } = await contact.ask(ConnectionsDocument, {});
  const connection = connections.find(({ id }) => id === connectionId);
  if (connection === undefined) {
    const known = connections.map(({ id }) => id).join(', ');
    throw usageError(`the service has no connection ${connectionId}; it has ${known}`);
  }
  const { membersPerCall, callsPerSecond, quotaScope, inviteOptions } = connection.capabilities;
  const { calls, durationMs } = estimate(members, { membersPerCall, callsPerSecond });
  const seconds = durationMs / SECOND;
  const plan = { type: 'plan', groupId, members, mutations, calls, seconds, membersPerCall, callsPerSecond };
  if (json) await print(JSON.stringify({ ...plan, inviteOptions }));
  else {
    const sent = `${numbered(mutations, 'mutation')} and ${numbered(calls, 'call')} at the provider`;
    await print(`${numbered(members, 'member')} into ${groupId}, in ${sent}`);
    const quota = `${numbered(membersPerCall, 'member')} a call and ${numbered(callsPerSecond, 'call')} a second`;
    const time = seconds === 0 ? 'can leave at once' : `takes ${clockFace(seconds)} or more`;
    await print(`${connection.provider} takes ${quota} (${quotaScope.toLowerCase()}): it ${time}`);
    await print(`options that it takes: ${inviteOptions.join(', ') || 'none'}`);
    await print('nobody was invited');
  }
  return EXIT.done;
}
