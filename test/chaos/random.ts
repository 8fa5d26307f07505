import { seeded } from '../support/seeded.ts';

/** Chance that can be repeated: each part of a run has a stream of its own, so that one part's haste does not change another. */
export class Chance {
  readonly #next: () => number;

  constructor(seed: number, stream: string) {
    let mixed = seed;
    for (const character of stream) mixed = (mixed * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
    this.#next = seeded(mixed);
    // The first numbers of neighbouring seeds resemble each other.
    for (let skipped = 0; skipped < 8; skipped++) this.#next();
  }

  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  happens(probability: number): boolean {
    return this.#next() < probability;
  }

  /** @throws when there is nothing to choose from */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to choose from');
    return item;
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    const left = [...items];
    return items.map(() => left.splice(this.below(left.length), 1)[0] as Item);
  }
}
