import type { Random } from '../../kernel/clock.ts';

/** The id of a WeChat message: 19 digits, beyond what a double holds exactly. */
export function messageId(random: Random): string {
  const digits = Array.from({ length: 17 }, () => Math.floor(random() * 10)).join('');
  return `3${digits}${1 + 2 * Math.floor(random() * 5)}`;
}
