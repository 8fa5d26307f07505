import { hash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { SECOND } from '../kernel/duration.ts';
import { SCOPES, type Viewer } from './viewer.ts';

/** Bytes of a viewer's id at most; a longer one is stored as its hash. */
export const MAX_VIEWER_ID_BYTES = 256;

/** Who a verified token speaks of. It ends as late as it is taken: the tolerance after its own end. */
export function toViewer(claims: JWTPayload, clockToleranceMs: number): Viewer {
  const { exp } = claims;
  return {
    id: idOf(claims),
    scopes: scopesOf(claims['scope']),
    expiresAtMs: exp === undefined ? null : exp * SECOND + clockToleranceMs,
    refusal: null,
  };
}

/**
 * Subjects are told apart by their issuer, for one key may sign for several. What has no subject is a program, and named by
 * its client; with neither, all tokens of an issuer are one caller.
 */
function idOf(claims: JWTPayload): string {
  const subject = textOf(claims.sub);
  const client = textOf(claims['client_id']) ?? textOf(claims['azp']);
  const name = subject !== undefined ? `subject ${subject}` : client !== undefined ? `client ${client}` : undefined;
  const id = [textOf(claims.iss), name].filter((part) => part !== undefined).join(' ');
  return Buffer.byteLength(id) > MAX_VIEWER_ID_BYTES ? hash('sha256', id, 'base64url') : id;
}

const textOf = (claim: unknown): string | undefined => (typeof claim === 'string' && claim !== '' ? claim : undefined);

/** One text with spaces in between, as RFC 8693 wants it, or a list. Scopes of other services are not remembered. */
function scopesOf(claim: unknown): ReadonlySet<string> {
  const texts = Array.isArray(claim) ? claim.filter((scope) => typeof scope === 'string') : [textOf(claim) ?? ''];
  const claimed = new Set(texts.flatMap((text) => text.split(' ')));
  return new Set(SCOPES.filter((scope) => claimed.has(scope)));
}
