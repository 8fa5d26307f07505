import { SECOND } from '../kernel/duration.ts';
import type { MemberEvent } from '../store/records.ts';
import type { CommittedChanges, InviteOrder, Store } from '../store/store.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Distribution } from './metrics/spread.ts';
import { currentScope } from './request-scope.ts';
import type { StoreOutages } from './store-outages.ts';
import type { RequestStep, RequestTrace } from './traces/request-trace.ts';

/** Areas whose statements belong to no request, though a request may have set them off; the spans of calls show what they do. */
const BACKGROUND: readonly string[] = ['lanes', 'rounds', 'signals'];

/** The same store, with every statement timed, what it commits counted, and its outages told. */
export function observeStore(store: Store, metrics: Metrics, outages: StoreOutages): Store {
  const system = store.shared ? 'postgresql' : 'sqlite';
  const observe = <Statements extends object>(area: keyof Store, statements: Statements): Statements =>
    observeStatements(area, statements, { metrics, outages, system });
  const invitations = observe('invitations', store.invitations);
  const webhooks = observe('webhooks', store.webhooks);
  return {
    shared: store.shared,
    invitations: {
      ...invitations,
      async accept(order, following) {
        const scope = currentScope();
        const traceparent = scope?.trace?.traceparent;
        const traced = traceparent === undefined ? order : { ...order, traceparent };
        const acceptance = await invitations.accept(traced, following);
        if (acceptance.kind === 'accepted') {
          countSettledHere(order, metrics);
          scope?.trace?.stored(order.operationId);
        } else if (acceptance.kind === 'repeated') {
          scope?.trace?.touched(acceptance.operation.id);
        }
        if (scope !== undefined && acceptance.kind !== 'keyReused') scope.operationId ??= acceptance.operation.id;
        return acceptance;
      },
      cancel: (order) => touching(invitations.cancel(order)),
      requeue: (order) => touching(invitations.requeue(order)),
      withdraw: (order) => touching(invitations.withdraw(order)),
    },
    lanes: observe('lanes', store.lanes),
    groups: observe('groups', store.groups),
    members: observe('members', store.members),
    sightings: observe('sightings', store.sightings),
    rounds: observe('rounds', store.rounds),
    webhooks: {
      ...webhooks,
      async keep(webhook) {
        const isNew = await webhooks.keep(webhook);
        metrics.webhooks.of(webhook.connectionId, isNew ? 'taken' : 'repeated').value++;
        return isNew;
      },
    },
    people: observe('people', store.people),
    events: observe('events', store.events),
    signals: observe('signals', store.signals),
    onCommitted: (listener) =>
      store.onCommitted((changes: CommittedChanges) => {
        for (const event of changes.events) countEvent(event, metrics);
        listener(changes);
      }),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

async function touching<Operation extends { readonly id: string }>(change: Promise<Operation>): Promise<Operation> {
  const scope = currentScope();
  const operation = await change;
  scope?.trace?.touched(operation.id);
  if (scope !== undefined) scope.operationId ??= operation.id;
  return operation;
}

function countSettledHere({ group, members }: InviteOrder, metrics: Metrics): void {
  for (const { result } of members) {
    if (result === null) continue;
    metrics.outcomes.of(group.connectionId, result.type, result.type === 'failed' ? result.reason : '').value++;
  }
}

function countEvent({ cause, membership }: MemberEvent, metrics: Metrics): void {
  metrics.events.of(cause).value++;
  if (cause === 'CANCELLATION') metrics.outcomes.of(membership.connectionId, 'cancelled', '').value++;
}

type Statement = (...parameters: unknown[]) => unknown;

interface Watch {
  readonly metrics: Metrics;
  readonly outages: StoreOutages;
  /** As OpenTelemetry calls databases. */
  readonly system: 'postgresql' | 'sqlite';
}

function observeStatements<Statements extends object>(area: string, statements: Statements, watch: Watch): Statements {
  const observed = Object.entries(statements).map(([name, run]: [string, Statement]) => {
    const bound = run.bind(statements);
    return [name, observeStatement(`${area}.${name}`, bound, !BACKGROUND.includes(area), watch)] as const;
  });
  return Object.fromEntries(observed) as Statements;
}

/** @param isAsked whether the statement is a step of the request on whose behalf it runs */
function observeStatement(
  name: string,
  run: Statement,
  isAsked: boolean,
  { metrics, outages, system }: Watch,
): Statement {
  const attributes = { 'db.operation.name': name, 'db.system.name': system };
  const failures = metrics.storeFailures.of(name);
  // Not before it is used: a statement that never is would fill pages with empty buckets.
  let seconds: Distribution | null = null;
  const end = (startedAt: number, trace: RequestTrace | null, error?: 'failed'): void => {
    const elapsedMs = performance.now() - startedAt;
    seconds ??= metrics.storeSeconds.of(name);
    seconds.observe(elapsedMs / SECOND);
    if (error !== undefined) failures.value++;
    if (trace !== null) addStep(trace, { name: `store ${name}`, attributes, error }, elapsedMs);
  };
  return (...parameters) => {
    const trace = isAsked ? (currentScope()?.trace ?? null) : null;
    const startedAt = performance.now();
    const answer = run(...parameters);
    // What answers at once is no statement, but known already.
    if (!(answer instanceof Promise)) return answer;
    answer.then(
      () => end(startedAt, trace),
      (error: unknown) => {
        outages.note(name, error);
        end(startedAt, trace, 'failed');
      },
    );
    return answer;
  };
}

/** Only while the request is answered: what goes on after that is no step of it. */
function addStep(
  trace: RequestTrace,
  statement: Pick<RequestStep, 'name' | 'attributes' | 'error'>,
  elapsedMs: number,
): void {
  const scope = currentScope();
  if (scope === undefined) return;
  const endMs = scope.nowMs;
  trace.step({ ...statement, kind: 'client', startMs: endMs - elapsedMs, endMs });
}
