import { createHmac } from 'node:crypto';
import { DAY, SECOND } from '../../kernel/duration.ts';
import { asObject, asString, parseJson } from '../http/received.ts';

/** How long a token lives that a client asks for. */
export const CLIENT_TOKEN_LIFE_MS = 7 * DAY;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const sign = (signed: string, key: string): string => createHmac('sha256', key).update(signed).digest('base64url');

/** A client token: a JWT (HS256) whose `sub` is the client. `expiresAtMs` null: it never expires. */
export function issueClientToken(client: string, key: string, expiresAtMs: number | null): string {
  const claims = expiresAtMs === null ? { sub: client } : { sub: client, exp: Math.floor(expiresAtMs / SECOND) };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${sign(signed, key)}`;
}

/** Whose token it is; null when it is forged, malformed or expired. */
export function readClientToken(token: string, key: string, nowMs: number): string | null {
  const [head = '', payload = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || signature !== sign(`${head}.${payload}`, key)) return null;
  const claims = asObject(parseJson(Buffer.from(payload, 'base64url').toString()));
  const { sub, exp } = claims ?? {};
  if (typeof exp === 'number' && exp * SECOND <= nowMs) return null;
  return asString(sub);
}
