/** Something that changes, and tells who looks: what React's `useSyncExternalStore` asks for. */
export interface Readable<Value> {
  get(): Value;
  /** Returns how to stop listening. */
  subscribe(listener: () => void): () => void;
}

/** A value that changes as a whole. Setting what it holds already tells nobody. */
export class Store<Value> implements Readable<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  readonly get = (): Value => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}
