import { createHash, randomBytes } from 'node:crypto';
import { SECOND } from '../../kernel/duration.ts';

const SIGNATURE_VERSION = '2.0';
/** Bytes of a nonce, written as hexadecimal digits. */
const NONCE_BYTES = 8;

/** An app and its secret, as the console shows them. */
export interface ZimApp {
  readonly appId: number;
  readonly serverSecret: string;
}

/** `md5(AppId + SignatureNonce + ServerSecret + Timestamp)` in hexadecimal digits (ZIM docs, Accessing Server APIs). */
export function signZim(app: ZimApp, nonce: string, timestampSeconds: number): string {
  return createHash('md5').update(`${app.appId}${nonce}${app.serverSecret}${timestampSeconds}`).digest('hex');
}

/** The query of one request, with a nonce of its own: a used one is refused. */
export function signedQuery(app: ZimApp, action: string, nowMs: number): string {
  const nonce = randomBytes(NONCE_BYTES).toString('hex');
  const timestampSeconds = Math.floor(nowMs / SECOND);
  return new URLSearchParams({
    Action: action,
    AppId: String(app.appId),
    SignatureNonce: nonce,
    Timestamp: String(timestampSeconds),
    SignatureVersion: SIGNATURE_VERSION,
    Signature: signZim(app, nonce, timestampSeconds),
  }).toString();
}
