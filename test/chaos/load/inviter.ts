import { setTimeout as realDelay } from 'node:timers/promises';
import type { Fleet } from '../fleet.ts';
import { Chance } from '../random.ts';
import { ask, type Asking } from './asking.ts';
import type { Ledger, ToldOperation } from './ledger.ts';
import { CANCEL, INVITE, RETRY, type Told } from './operations.ts';
import type { Use } from './places.ts';

export interface Inviting {
  readonly fleet: Fleet;
  readonly ledger: Ledger;
  readonly seed: number;
  /** Told right before a request leaves, and with what came of it. */
  readonly watch: (groupId: string) => (operation: ToldOperation) => void;
}

/** Of so many operations a client remembers whom it may invite again. */
const REMEMBERED = 20;
/** Taking invitations back at the provider may take so long. */
const WITHDRAWAL_MS = 10_000;
/** What an account's name may say of its behaviour; the first that happens holds. */
const KINDS = [
  ['refused', 0.05],
  ['shy', 0.08],
  ['never', 0.05],
] as const;

/** A client that invites at one connection until it is told to end, one request after the other, and sometimes thinks again. */
export async function invite(use: Use, client: number, inviting: Inviting, ending: AbortSignal): Promise<void> {
  const { ledger } = inviting;
  const chance = new Chance(inviting.seed, `${use.connection} ${client}`);
  const asking = { fleet: inviting.fleet, ledger, chance };
  const own: ToldOperation[] = [];
  for (let request = 0; !ending.aborted; request++) {
    const groupId = `${use.connection}:${chance.pick(use.groups)}`;
    const accounts = [
      ...new Set([
        ...newAccounts(use, `${use.connection}-${client}-${request}`, chance),
        ...again(own, groupId, chance),
      ]),
    ];
    const key = `${inviting.seed}-${use.connection}-${client}-${request}`;
    const waitMs = chance.pick([0, 100, 1_000]);
    const watched = inviting.watch(groupId);
    const members = accounts.map((account) => ({ account }));
    const asked = { key, groupId, accounts, askedAtMs: Date.now() };
    const input = { groupId, members, idempotencyKey: key, waitMs };
    const operation = ledger.tellInvite(asked, await ask<Told>(asking, INVITE, { input }, waitMs));
    watched(operation);
    await reconsider(operation, asking);
    own.push(operation);
    if (own.length > REMEMBERED) own.shift();
    await realDelay(chance.between(0, 2 * use.pauseMs));
  }
}

function newAccounts(use: Use, request: string, chance: Chance): string[] {
  const count = chance.between(1, use.members) * (chance.happens(0.05) ? 10 : 1);
  return Array.from({ length: count }, (_, index) => {
    const [kind] = KINDS.find(([, probability]) => chance.happens(probability)) ?? ['m'];
    return `${kind}-${request}-${index}`;
  });
}

/** Sometimes somebody whom this client has invited to the group before, and of whom it knows that nothing is under way any more. */
function again(own: readonly ToldOperation[], groupId: string, chance: Chance): string[] {
  const past = own.filter((operation) => operation.groupId === groupId);
  if (past.length === 0 || !chance.happens(0.2)) return [];
  const { accounts } = chance.pick(past);
  const idle = accounts.filter((account) =>
    past.every((one) => !one.accounts.includes(account) || one.settled.has(account)),
  );
  return idle.slice(0, 2);
}

/** Repeats, cancels or retries a part of what was just invited. */
async function reconsider(operation: ToldOperation, asking: Asking): Promise<void> {
  const { ledger, chance } = asking;
  const { id: operationId, groupId, key, accounts: all } = operation;
  if (chance.happens(0.05)) {
    const members = all.map((account) => ({ account }));
    const input = { groupId, members, idempotencyKey: key, waitMs: 0 };
    ledger.tellInvite(operation, await ask<Told>(asking, INVITE, { input }));
  }
  const waiting = all.filter((account) => !operation.settled.has(account));
  if (waiting.length > 0 && chance.happens(0.15)) {
    await cancel(operation, chance.happens(0.5) ? waiting : waiting.slice(0, 1), asking);
  }
  const invited = all.filter((account) => operation.settled.get(account) === 'MemberInvited');
  if (invited.length > 0 && chance.happens(0.3)) await cancel(operation, invited, asking);
  const failed = all.filter((account) => operation.settled.get(account) === 'MemberFailed');
  if (failed.length > 0 && chance.happens(0.7)) {
    ledger.expectRetry(operation, failed);
    const input = { operationId, accounts: failed, waitMs: 100 };
    ledger.tell(operation, await ask<Told>(asking, RETRY, { input }, 100));
  }
}

async function cancel(operation: ToldOperation, accounts: readonly string[], asking: Asking): Promise<void> {
  asking.ledger.expectWithdrawal(operation, accounts);
  asking.ledger.tell(
    operation,
    await ask<Told>(asking, CANCEL, { input: { operationId: operation.id, accounts } }, WITHDRAWAL_MS),
  );
}
