import type { Results, ResultText } from '../../graphql/fan-out/results.ts';
import { type Dialect, resultParts } from './dialect.ts';

/** A whole text message in one frame, as servers send them: without a mask (RFC 6455, 5.2). */
const FINAL_TEXT = 0x81;
/** The longest lengths that stand in the second byte itself, and in two bytes after it. */
const MAX_SHORT = 125;
const MAX_TWO_BYTES = 0xffff;

/**
 * The frames of results for one operation, ready to be written as they are; never to be changed. They are made once for all ids of one
 * length: whoever has another one gets a copy in which his stands, and those who share an id share the bytes.
 *
 * @param id as JSON
 */
export function framesOf(results: Results, dialect: Dialect, id: string): Buffer {
  const length = Buffer.byteLength(id);
  return results.once(formOf(dialect, length), (texts) => new Frames(texts, dialect, length)).for(id);
}

const forms = new WeakMap<Dialect, string[]>();

/** One for each dialect and length of an id; ids have a longest length. */
function formOf(dialect: Dialect, length: number): string {
  const known = forms.get(dialect) ?? [];
  forms.set(dialect, known);
  return (known[length] ??= `${dialect.protocol} ${length}`);
}

class Frames {
  readonly #places: readonly number[];
  readonly #idLength: number;
  /** Whoever asked last most likely has the same id as whoever asks next. */
  #latest: { readonly id: string | null; readonly bytes: Buffer };

  constructor(texts: readonly ResultText[], dialect: Dialect, idLength: number) {
    const [before, between, after] = resultParts(dialect);
    const around = before.length + idLength + between.length + after.length;
    const lengths = texts.map(({ json }) => around + Buffer.byteLength(json));
    const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headLength(length) + length, 0));
    const places: number[] = [];
    let at = 0;
    for (const [index, { json }] of texts.entries()) {
      at = writeHead(bytes, at, lengths[index] ?? 0);
      at += bytes.write(before, at);
      places.push(at);
      at += idLength;
      at += bytes.write(between, at);
      at += bytes.write(json, at);
      at += bytes.write(after, at);
    }
    this.#places = places;
    this.#idLength = idLength;
    this.#latest = { id: null, bytes };
  }

  for(id: string): Buffer {
    if (this.#latest.id === id) return this.#latest.bytes;
    // Those of an id that somebody has got are never changed.
    const bytes = this.#latest.id === null ? this.#latest.bytes : Buffer.from(this.#latest.bytes);
    const [first = 0, ...others] = this.#places;
    bytes.write(id, first);
    for (const place of others) bytes.copyWithin(place, first, first + this.#idLength);
    this.#latest = { id, bytes };
    return bytes;
  }
}

const headLength = (length: number): number => (length <= MAX_SHORT ? 2 : length <= MAX_TWO_BYTES ? 4 : 10);

/** Returns where the message begins. */
function writeHead(bytes: Buffer, at: number, length: number): number {
  bytes[at] = FINAL_TEXT;
  if (length <= MAX_SHORT) bytes[at + 1] = length;
  else if (length <= MAX_TWO_BYTES) {
    bytes[at + 1] = MAX_SHORT + 1;
    bytes.writeUInt16BE(length, at + 2);
  } else {
    bytes[at + 1] = MAX_SHORT + 2;
    bytes.writeBigUInt64BE(BigInt(length), at + 2);
  }
  return at + headLength(length);
}
