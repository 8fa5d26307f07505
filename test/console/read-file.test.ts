import { describe, expect, it } from 'vitest';
import { decodeText } from '../../console/invite/read-file.ts';

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);

describe('the text of a file', () => {
  it.each([
    ['UTF-8', bytes(0xe8, 0xb4, 0xa6, 0xe5, 0x8f, 0xb7)],
    ['GBK, as Excel of Chinese systems saves it', bytes(0xd5, 0xcb, 0xba, 0xc5)],
    ['UTF-16 with its mark, the low byte first', bytes(0xff, 0xfe, 0x26, 0x8d, 0xf7, 0x53)],
    ['UTF-16 with its mark, the high byte first', bytes(0xfe, 0xff, 0x8d, 0x26, 0x53, 0xf7)],
  ])('is read as %s', (_, file) => {
    expect(decodeText(file).replace('\uFEFF', '')).toBe('账号');
  });
});
