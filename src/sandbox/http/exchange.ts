import type { SandboxConnectionId } from '../connections.ts';
import type { OrderBook, Treatment } from '../control/knobs.ts';
import type { Call, Conditions, Front } from '../front.ts';
import type { RunningJournal, Verdict } from '../journal.ts';
import type { QuotaWindows } from '../quota.ts';
import { jsonAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import type { ReceivedRequest } from './received.ts';

/** What is to happen to a request's socket. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly delayMs: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'break' };

export interface ExchangeDesk {
  readonly orders: OrderBook;
  readonly quotas: QuotaWindows;
  readonly journal: RunningJournal;
}

/** How long a client is told to wait when an order, and no window, says that it is too frequent. */
const ORDERED_WAIT_MS = 1000;

/**
 * Takes one request through one provider, at the moment of its arrival: recognised, credentials, quota, ordered faults, and only
 * then the provider itself. A quota is spent by every call with good credentials, also by one that an order then spoils; and
 * what a fault hides stays hidden: a provider that is down refuses nobody. Replies at once, unless the provider has to ask
 * somebody first.
 */
export function exchange(front: Front, request: ReceivedRequest, desk: ExchangeDesk): Reply | Promise<Reply> {
  const call = front.recognise(request) ?? { action: 'unknown', kind: 'other', groupId: null, accounts: [] };
  const denial = call.action === 'unknown' ? unknownPath(request) : front.refuseCredentials(request);
  const treatment: Treatment =
    denial === null
      ? desk.orders.treat(front.connectionId, call)
      : { faults: desk.orders.standing(front.connectionId, call), knobs: {}, code: null };
  const waitMs = denial === null ? admit(front, call, request, treatment, desk) : 0;

  const record = ({ verdict, reply }: Decision): Reply => {
    desk.journal.record({
      atMs: request.arrivedAtMs,
      connection: front.connectionId,
      action: call.action,
      kind: call.kind,
      group: call.groupId,
      accounts: call.accounts,
      method: request.method,
      path: request.path,
      body: request.text,
      verdict,
      status: reply.kind === 'answer' ? reply.answer.status : null,
    });
    return reply;
  };
  const decision = decide(front, call, request, { denial, treatment, waitMs });
  return decision instanceof Promise ? decision.then(record) : record(decision);
}

interface Decision {
  readonly verdict: Verdict;
  readonly reply: Reply;
}

interface Findings {
  readonly denial: Answer | null;
  readonly treatment: Treatment;
  readonly waitMs: number;
}

function decide(
  front: Front,
  call: Call,
  request: ReceivedRequest,
  { denial, treatment, waitMs }: Findings,
): Decision | Promise<Decision> {
  const { knobs, faults, code } = treatment;
  const give = (verdict: Verdict, answer: Answer): Decision => ({
    verdict,
    reply: { kind: 'answer', answer, delayMs: knobs.latencyMs ?? 0 },
  });
  if (faults.down === true) return { verdict: 'faulted', reply: { kind: 'break' } };
  if (faults.hang === true) return { verdict: 'faulted', reply: { kind: 'hang' } };
  const spoilt = spoiltAnswer(faults);
  if (spoilt !== null) return give('faulted', spoilt);
  if (denial !== null) return give('denied', denial);
  if (waitMs > 0) return give('overQuota', front.refuseOverQuota(call, waitMs, 'quota'));
  if (faults.rateLimited === true) return give('faulted', front.refuseOverQuota(call, ORDERED_WAIT_MS, 'order'));
  if (code !== null) return give('faulted', front.answerCode(code));

  const conclude = (answer: Answer): Decision => {
    if (faults.loseAnswer === 'hang') return { verdict: 'lost', reply: { kind: 'hang' } };
    if (faults.loseAnswer === 'break') return { verdict: 'lost', reply: { kind: 'break' } };
    return give('answered', answer);
  };
  const answer = front.carryOut(call, request, conditionsOf(front, treatment));
  return answer instanceof Promise ? answer.then(conclude) : conclude(answer);
}

function unknownPath(request: ReceivedRequest): Answer {
  return jsonAnswer({ error: `the provider has no ${request.method} ${request.path}` }, 404);
}

function spoiltAnswer(faults: Treatment['faults']): Answer | null {
  if (typeof faults.status === 'number') {
    const { retryAfterSeconds } = faults;
    const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return jsonAnswer({ error: `ordered to answer ${faults.status}` }, faults.status, headers);
  }
  if (faults.malformed === true) return { status: 200, body: '<html><body>Bad Gateway</body></html>' };
  if (faults.wrongShape === true) return jsonAnswer([{ unexpected: true }]);
  return null;
}

/** Spends the call's budget; how long it came too early, which is noted as a violation. */
function admit(front: Front, call: Call, request: ReceivedRequest, { knobs }: Treatment, desk: ExchangeDesk): number {
  if (call.kind === 'other') return 0;
  const invites = call.kind === 'invites';
  const perSecond = invites
    ? (knobs.callsPerSecond ?? front.allowance.callsPerSecond)
    : (knobs.readsPerSecond ?? front.allowance.readsPerSecond);
  const group = invites && front.allowance.scope === 'group' ? call.groupId : null;
  const key = windowKey(front.connectionId, call, group);
  const waitMs = desk.quotas.admit(key, perSecond, request.arrivedAtMs);
  if (waitMs > 0) desk.journal.recordViolation(front.connectionId, invites ? 'invites' : 'reads');
  return waitMs;
}

const windowKey = (connection: SandboxConnectionId, call: Call, group: string | null): string =>
  `${connection}\n${call.kind}\n${group ?? ''}`;

function conditionsOf(front: Front, { knobs }: Treatment): Conditions {
  return {
    full: knobs.full ?? false,
    membersPerCall: knobs.membersPerCall ?? front.allowance.membersPerCall,
    errorListName: knobs.errorListName ?? 'ErrorUsers',
    unknownAccountMode: knobs.unknownAccountMode ?? 'whole',
  };
}
