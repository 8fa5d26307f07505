import { createHmac } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { SECOND } from '../../kernel/duration.ts';
import { asObject, parseJson } from '../http/received.ts';
import type { JsonObject } from '../http/received.ts';

/** A real one inflates to under 300 bytes; what is larger is no UserSig. */
const MAX_INFLATED_BYTES = 4096;

export interface UserSigExpectation {
  readonly identifier: string;
  readonly sdkAppId: number;
  readonly secretKey: string;
  readonly nowMs: number;
}

/** Checks a UserSig of TLSSigAPIv2: 0 when it is good, else the code with which Tencent refuses it. */
export function judgeUserSig(userSig: string, expected: UserSigExpectation): number {
  if (userSig === '') return 70002;
  const claims = open(userSig);
  if (claims === null) return 70003;
  const { 'TLS.identifier': identifier, 'TLS.sdkappid': sdkAppId, 'TLS.time': time, 'TLS.expire': expire } = claims;
  if (typeof time !== 'number' || typeof expire !== 'number') return 70003;
  if ((time + expire) * SECOND <= expected.nowMs) return 70001;
  if (identifier !== expected.identifier) return 70013;
  if (sdkAppId !== expected.sdkAppId) return 70014;
  const signed = `TLS.identifier:${identifier}\nTLS.sdkappid:${sdkAppId}\nTLS.time:${time}\nTLS.expire:${expire}\n`;
  const signature = createHmac('sha256', expected.secretKey).update(signed).digest('base64');
  return claims['TLS.sig'] === signature && claims['TLS.ver'] === '2.0' ? 0 : 70009;
}

function open(userSig: string): JsonObject | null {
  const base64 = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  try {
    return asObject(
      parseJson(inflateSync(Buffer.from(base64, 'base64'), { maxOutputLength: MAX_INFLATED_BYTES }).toString()),
    );
  } catch {
    return null;
  }
}
