import type { Fleet } from '../fleet.ts';
import { Chance } from '../random.ts';
import type { ToldOperation } from './ledger.ts';
import { GROUP_IDS } from './places.ts';
import { Subscriber } from './subscriber.ts';

const PER_GROUP = 2;
/** Operations that are followed, at most so many over the whole run and one of so many. */
const OPERATIONS = 150;
const ONE_OF = 5;

/** One operation with whoever follows it. */
export interface Follower {
  readonly operation: ToldOperation;
  readonly subscriber: Subscriber;
  /** Everything of the operation happened after it. */
  readonly after: string;
}

/** All subscribers: of groups over the whole run, and of some operations. */
export class Audience {
  readonly ofGroups: readonly Subscriber[];
  readonly followers: Follower[] = [];
  readonly #fleet: Fleet;
  readonly #chance: Chance;
  #asked = 0;

  constructor(fleet: Fleet, seed: number) {
    this.#fleet = fleet;
    this.#chance = new Chance(seed, 'audience');
    this.ofGroups = GROUP_IDS.flatMap((groupId) =>
      Array.from({ length: PER_GROUP }, (_, index) => this.#subscribe({ groupId }, null, `${groupId} ${index}`)),
    );
  }

  /** For {@link Inviting.watch}: some operations get a follower, who starts from a cursor of before they were asked for. */
  readonly watch = (groupId: string): ((operation: ToldOperation) => void) => {
    const after = this.ofGroups.find(({ filter }) => 'groupId' in filter && filter.groupId === groupId)?.seen.at(-1);
    const follows = after !== undefined && this.followers.length < OPERATIONS && this.#asked++ % ONE_OF === 0;
    return (operation) => {
      if (!follows) return;
      const subscriber = this.#subscribe({ operationId: operation.id }, after.cursor, operation.key);
      this.followers.push({ operation, subscriber, after: after.cursor });
    };
  };

  async end(): Promise<void> {
    await Promise.all(
      [...this.ofGroups, ...this.followers.map(({ subscriber }) => subscriber)].map((one) => one.end()),
    );
  }

  #subscribe(filter: Subscriber['filter'], after: string | null, stream: string): Subscriber {
    return new Subscriber(filter, after, this.#fleet, new Chance(this.#chance.below(1_000_000), stream));
  }
}
