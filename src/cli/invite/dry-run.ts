import { EXIT, type ExitCode, usageError } from '../exit.ts';
import { readGroupId } from '../group-id.ts';
import { ConnectionsDocument } from '../service/__generated__/graphql.ts';
import type { Contact } from '../service/contact.ts';
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
  const { membersPerCall, callsPerSecond, inviteOptions } = connection.capabilities;
  const calls = Math.ceil(members / membersPerCall);
  const seconds = Math.floor((calls - 1) / callsPerSecond);
  const plan = { type: 'plan', groupId, members, mutations, calls, seconds, membersPerCall, callsPerSecond };
  if (json) await print(JSON.stringify({ ...plan, inviteOptions }));
  else {
    await print(`into ${groupId}: members: ${members}, mutations: ${mutations}, calls at the provider: ${calls}`);
    await print(
      `${connection.provider} takes ${membersPerCall} members a call and calls a second: ${callsPerSecond}; so it takes ${seconds} seconds or more`,
    );
    await print(`options that it takes: ${inviteOptions.join(', ') || 'none'}`);
    await print('nobody was invited');
  }
  return EXIT.done;
}
