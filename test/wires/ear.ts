import type { EventWire } from '../../src/wires/wire.ts';

/** What a wire has told, and a way to wait until it tells more. */
export class Ear {
  readonly moved: string[] = [];
  gaps = 0;
  #changed = Promise.withResolvers<void>();

  constructor(wire: EventWire) {
    wire.onMoved((topic) => {
      this.moved.push(topic);
      this.#tell();
    });
    wire.onGap(() => {
      this.gaps++;
      this.#tell();
    });
  }

  /** Resolves once the condition holds; it is looked at whenever the wire tells something. */
  async until(condition: (ear: this) => boolean): Promise<void> {
    while (!condition(this)) await this.#changed.promise;
  }

  async heard(topic: string): Promise<void> {
    await this.until(({ moved }) => moved.includes(topic));
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
