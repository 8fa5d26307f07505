/** What tables are saved in where nobody has asked for UTF-8: Excel of Chinese systems. It reads GBK as well. */
const CHINESE_ENCODING = 'gb18030';

/** The text of a file, whatever program has written it: UTF-16 by its mark, else UTF-8, and what is not UTF-8 is Chinese. */
export function decodeText(bytes: Uint8Array<ArrayBuffer>): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(CHINESE_ENCODING).decode(bytes);
  }
}
