/** The first room for keys; it doubles as it fills. */
const FIRST_ROOM = 1_024;

/** A set of row numbers in eight bytes each, for lists that may be very long. All are added before the first is asked for. */
export class SeenKeys {
  #keys = new Float64Array(FIRST_ROOM);
  #count = 0;
  #sorted = false;

  get size(): number {
    return this.#count;
  }

  add(key: number): void {
    if (this.#count === this.#keys.length) {
      const larger = new Float64Array(this.#keys.length * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    this.#keys[this.#count++] = key;
    this.#sorted = false;
  }

  has(key: number): boolean {
    this.#sort();
    let low = 0;
    let high = this.#count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#keys[middle] ?? Number.NaN;
      if (found === key) return true;
      if (found < key) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }

  #sort(): void {
    if (this.#sorted) return;
    this.#keys.subarray(0, this.#count).sort();
    this.#sorted = true;
  }
}
