import type { OperationReports } from '../events/operation-watch.ts';
import { ProgressStream } from '../events/progress-stream.ts';
import type { Clock } from '../kernel/clock.ts';
import { InputError } from '../kernel/input-error.ts';
import type { InvitationStatements } from '../store/store.ts';

/** Opens the streams behind the subscription `inviteOperationProgressed`. */
export class OperationSubscriptions {
  readonly #store: InvitationStatements;
  readonly #watch: OperationReports;
  readonly #clock: Clock;

  constructor(store: InvitationStatements, watch: OperationReports, clock: Clock) {
    this.#store = store;
    this.#watch = watch;
    this.#clock = clock;
  }

  /** @throws InputError when the operation is not known */
  async open(id: string): Promise<ProgressStream> {
    const stream = new ProgressStream(this.#clock, this.#watch, id);
    // Read after the watch began, so that no change falls in between.
    const operation = await this.#store.operation(id);
    if (operation === null) {
      await stream.return();
      throw new InputError('id', `there is no operation "${id}"`);
    }
    stream.reportFirst(operation);
    return stream;
  }
}
