import { setTimeout as realDelay } from 'node:timers/promises';
import type { Fleet } from '../fleet.ts';
import { Chance } from '../random.ts';
import { ask } from './asking.ts';
import type { Ledger, ToldOperation } from './ledger.ts';
import { CANCEL, INVITE, RETRY } from './operations.ts';
import type { Use } from './places.ts';

export interface Inviting {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly seed: number;
  /** Told right before a request leaves, and with what came of it. */
  readonly watch: (groupId: string) => (operation: ToldOperation) => void;
}

/** A client that invites at one connection until it is told to end, one request after the other, and sometimes thinks again. */
export async function invite(use: Use, client: number, inviting: Inviting, ending: AbortSignal): Promise<void> {
  const { ledger } = inviting;
  const chance = new Chance(inviting.seed, `${use.connection} ${client}`);
  const asking = { fleet: inviting.fleet, ledger, chance };
  for (let request = 0; !ending.aborted; request++) {
    const groupId = `${use.connection}:${chance.pick(use.groups)}`;
    const accounts = accountsOf(use, `${client}-${request}`, chance);
    const key = `${inviting.seed}-${use.connection}-${client}-${request}`;
    const waitMs = chance.pick([0, 100, 1_000]);
    const watched = inviting.watch(groupId);
    const members = accounts.map((account) => ({ account }));
    const told = await ask(asking, INVITE, { groupId, members, idempotencyKey: key, waitMs } as { waitMs: number });
    const operation = ledger.tellInvite(key, groupId, accounts, told);
    watched(operation);
    await reconsider(operation, asking);
    await realDelay(chance.between(0, 2 * use.pauseMs));
  }
}

function accountsOf(use: Use, request: string, chance: Chance): string[] {
  const count = chance.between(1, use.members) * (chance.happens(0.05) ? 10 : 1);
  return Array.from({ length: count }, (_, index) => {
    const kind = chance.happens(0.05) ? 'refused' : chance.happens(0.05) ? 'shy' : 'm';
    return `${kind}-${request}-${index}`;
  });
}

/** Repeats, cancels or retries a part of what was just invited. */
async function reconsider(operation: ToldOperation, asking: Parameters<typeof ask>[0]): Promise<void> {
  const { ledger, chance } = asking;
  const { id: operationId, groupId, key } = operation;
  if (chance.happens(0.05)) {
    const members = operation.accounts.map((account) => ({ account }));
    const again = { groupId, members, idempotencyKey: key, waitMs: 0 };
    ledger.tellInvite(key, groupId, operation.accounts, await ask(asking, INVITE, again));
  }
  const waiting = operation.accounts.filter((account) => !operation.settled.has(account));
  if (waiting.length > 0 && chance.happens(0.15)) {
    const accounts = chance.happens(0.5) ? waiting : waiting.slice(0, 1);
    ledger.tell(operation, await ask(asking, CANCEL, { operationId, accounts } as object));
  }
  const failed = operation.accounts.filter((account) => operation.settled.get(account) === 'MemberFailed');
  if (failed.length > 0 && chance.happens(0.7)) {
    ledger.expectRetry(operation, failed);
    ledger.tell(operation, await ask(asking, RETRY, { operationId, accounts: failed, waitMs: 100 } as object));
  }
}
