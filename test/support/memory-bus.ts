import type { EventWire } from '../../src/wires/wire.ts';

/** What becomes of one message to one instance: each number is one delivery, after so many turns of the event loop. */
export type Fate = () => readonly number[];

const ARRIVES: Fate = () => [0];

/** Wires between instances of one process. Messages may be lost (no delivery), late, repeated and out of order, as `fate` has it. */
export class MemoryBus {
  readonly #fate: Fate;
  /** Messages that are on their way. */
  underWay = 0;
  readonly #wires = new Set<BusWire>();

  constructor(fate: Fate = ARRIVES) {
    this.#fate = fate;
  }

  open(): BusWire {
    const wire = new BusWire((topics, from) => {
      for (const other of this.#wires) if (other !== from) for (const topic of topics) void this.#deliver(topic, other);
    });
    this.#wires.add(wire);
    return wire;
  }

  async #deliver(topic: string, to: BusWire): Promise<void> {
    const deliveries = this.#fate();
    this.underWay += deliveries.length;
    await Promise.all(
      deliveries.map(async (turns) => {
        for (let turn = 0; turn < turns; turn++) await nextTurn();
        to.arrive(topic);
        this.underWay--;
      }),
    );
  }
}

export class BusWire implements EventWire {
  /** What is listened to now. */
  readonly topics = new Set<string>();
  readonly published: string[] = [];
  readonly #send: (topics: readonly string[], from: BusWire) => void;
  #moved: (topic: string) => void = () => {};
  #gap: () => void = () => {};

  constructor(send: (topics: readonly string[], from: BusWire) => void) {
    this.#send = send;
  }

  publish(topics: readonly string[]): void {
    this.published.push(...topics);
    this.#send(topics, this);
  }

  listen(topic: string): void {
    this.topics.add(topic);
  }

  unlisten(topic: string): void {
    this.topics.delete(topic);
  }

  onMoved(listener: (topic: string) => void): void {
    this.#moved = listener;
  }

  onGap(listener: () => void): void {
    this.#gap = listener;
  }

  async ping(): Promise<void> {}

  async close(): Promise<void> {}

  arrive(topic: string): void {
    if (this.topics.has(topic)) this.#moved(topic);
  }

  /** As when a connection has come back. */
  lose(): void {
    this.#gap();
  }
}

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
