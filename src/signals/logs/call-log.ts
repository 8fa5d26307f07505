import type { Logger } from 'pino';
import { DataSourceError } from '../../datasources/fault.ts';
import type { CallObserver, CallRecord } from '../../lanes/call-record.ts';
import type { SignalStatements } from '../../store/store.ts';
import { runOutsideOfScopes } from '../request-scope.ts';

/** Operations that one line names at most. */
export const MAX_NAMED_OPERATIONS = 100;

export interface CallLogDeps {
  readonly log: Pick<Logger, 'debug' | 'isLevelEnabled'>;
  /** Asked whose invites a call carried, while lines of details are written. */
  readonly store: Pick<SignalStatements, 'originsOf'>;
}

/** A line for each call once it is settled, at the level of details: it leads from an operation to what was sent for it. */
export const callLog =
  ({ log, store }: CallLogDeps): CallObserver =>
  (record) => {
    if (!log.isLevelEnabled('debug')) return;
    const write = (operationIds: readonly string[] | undefined): void =>
      log.debug({ ...describe(record), operationIds }, 'a call was settled');
    const keys = record.call.invites.map(({ key }) => key);
    void runOutsideOfScopes(() =>
      store.originsOf(keys, MAX_NAMED_OPERATIONS).then(
        (origins) => write(origins.map(({ operationId }) => operationId)),
        () => write(undefined),
      ),
    );
  };

function describe({ call, verdicts, error, grantedAtMs, departedAtMs, answeredAtMs, settledAtMs }: CallRecord): object {
  const outcomes: Record<string, number> = {};
  for (const verdict of verdicts.values()) {
    const outcome = verdict.kind === 'settled' ? verdict.result.type : 'waiting';
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  return {
    connection: call.connectionId,
    group: call.groupId,
    call: call.id,
    members: call.invites.length,
    outcomes,
    // Why members wait on: what the provider did, or that nothing left.
    fault: error instanceof DataSourceError ? error.fault : error === null ? undefined : 'not sent',
    heldMs: (departedAtMs ?? answeredAtMs) - grantedAtMs,
    answerMs: departedAtMs === null ? undefined : answeredAtMs - departedAtMs,
    storeMs: settledAtMs - answeredAtMs,
  };
}
