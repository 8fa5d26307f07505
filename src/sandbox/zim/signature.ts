import { createHash } from 'node:crypto';
import { MINUTE, SECOND } from '../../kernel/duration.ts';

/** How far a request's timestamp may lie from now, in either direction. */
export const SIGNATURE_WINDOW_MS = 10 * MINUTE;
/** Nonces remembered; beyond it the oldest is forgotten before its time. */
export const MAX_NONCES = 100_000;

export interface ZimSecrets {
  readonly appId: number;
  readonly serverSecret: string;
}

/** Judges the signed query of one request after the other, and remembers their nonces for as long as their timestamps are good. */
export class SignatureCheck {
  readonly #secrets: ZimSecrets;
  /** By nonce: until when it may not come again; in the order in which they came. */
  readonly #spent = new Map<string, number>();

  constructor(secrets: ZimSecrets) {
    this.#secrets = secrets;
  }

  /** The first thing that is wrong as ZIM's code; null when all is well, and the nonce is spent then. */
  judge(query: URLSearchParams, nowMs: number): number | null {
    const appId = query.get('AppId') ?? '';
    const nonce = query.get('SignatureNonce') ?? '';
    const timestamp = query.get('Timestamp') ?? '';
    const signature = query.get('Signature') ?? '';
    if ((query.get('Action') ?? '') === '') return 100000006;
    if (!/^\d{1,10}$/.test(appId)) return 100000001;
    if (timestamp === '') return 100000002;
    if (!/^\d{10}$/.test(timestamp)) return 100000003;
    if (nonce === '') return 100000008;
    if (signature === '') return 100000009;
    if (query.get('SignatureVersion') === null) return 100000013;
    if (query.get('SignatureVersion') !== '2.0') return 100000014;
    if (Math.abs(Number(timestamp) * SECOND - nowMs) > SIGNATURE_WINDOW_MS) return 100000004;
    const signed = `${this.#secrets.appId}${nonce}${this.#secrets.serverSecret}${timestamp}`;
    const isGood =
      appId === String(this.#secrets.appId) && signature === createHash('md5').update(signed).digest('hex');
    return isGood && this.#spend(nonce, nowMs) ? null : 100000005;
  }

  clear(): void {
    this.#spent.clear();
  }

  /** False when the nonce was spent before. */
  #spend(nonce: string, nowMs: number): boolean {
    for (const [old, untilMs] of this.#spent) {
      if (untilMs > nowMs && this.#spent.size < MAX_NONCES) break;
      this.#spent.delete(old);
    }
    if (this.#spent.has(nonce)) return false;
    this.#spent.set(nonce, nowMs + 2 * SIGNATURE_WINDOW_MS);
    return true;
  }
}
