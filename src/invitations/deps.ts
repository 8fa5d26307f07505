import type { Connections } from '../connections/connection.ts';
import type { OperationReports } from '../events/operation-watch.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Waiting } from '../kernel/waiting.ts';
import type { Errands } from '../lanes/errands.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { Store } from '../store/store.ts';

/** What the commands on invitations work with. */
export interface InvitationDeps {
  readonly store: Store;
  readonly connections: Connections;
  readonly watch: OperationReports;
  /** Who waits for outcomes. */
  readonly waiting: Waiting;
  readonly clock: Clock;
  /** Told before and after members are stored, so that the lanes look at them, and a burst leaves in full calls. */
  readonly lanes: Pick<Lanes, 'membersComing' | 'membersArrived'>;
  /** By which open invitations are taken back. */
  readonly errands: Errands;
}
