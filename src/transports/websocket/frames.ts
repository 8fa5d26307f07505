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
  /** With nothing where ids are to stand. */
  readonly #blank: Buffer;
  readonly #places: readonly number[];
  readonly #idLength: number;
  #latest: { readonly id: string; readonly bytes: Buffer } | null = null;

  constructor(texts: readonly ResultText[], dialect: Dialect, idLength: number) {
    const [before, between, after] = resultParts(dialect).map((part) => Buffer.from(part)) as [Buffer, Buffer, Buffer];
    const gap = Buffer.alloc(idLength);
    const pieces: Buffer[] = [];
    const places: number[] = [];
    let end = 0;
    for (const { bytes } of texts) {
      const message = [before, gap, between, bytes, after];
      const length = message.reduce((sum, piece) => sum + piece.length, 0);
      const head = headOf(length);
      places.push(end + head.length + before.length);
      pieces.push(head, ...message);
      end += head.length + length;
    }
    this.#blank = Buffer.concat(pieces, end);
    this.#places = places;
    this.#idLength = idLength;
  }

  for(id: string): Buffer {
    if (this.#latest?.id === id) return this.#latest.bytes;
    const bytes = Buffer.from(this.#blank);
    const [first = 0, ...others] = this.#places;
    bytes.write(id, first);
    for (const place of others) bytes.copyWithin(place, first, first + this.#idLength);
    this.#latest = { id, bytes };
    return bytes;
  }
}

function headOf(length: number): Buffer {
  if (length <= MAX_SHORT) return Buffer.from([FINAL_TEXT, length]);
  if (length <= MAX_TWO_BYTES) {
    const head = Buffer.from([FINAL_TEXT, MAX_SHORT + 1, 0, 0]);
    head.writeUInt16BE(length, 2);
    return head;
  }
  const head = Buffer.alloc(10);
  head[0] = FINAL_TEXT;
  head[1] = MAX_SHORT + 2;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
