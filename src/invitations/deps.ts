import type { Connections } from '../connections/connection.ts';
import type { OperationReports } from '../events/operation-watch.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Store } from '../store/store.ts';

/** What the commands on invitations work with. */
export interface InvitationDeps {
  readonly store: Store;
  readonly connections: Connections;
  readonly watch: OperationReports;
  readonly clock: Clock;
  /** Told after members were stored, so that the lanes look at them. */
  readonly lanes: { membersArrived(connectionId: string): void };
}
