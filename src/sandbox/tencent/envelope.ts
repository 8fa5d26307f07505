import { jsonAnswer } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';

/** Tencent answers HTTP 200 whatever happens. */
export function ok(data: object = {}): Answer {
  return jsonAnswer({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0, ...data });
}

export function fail(code: number, info: string): Answer {
  return jsonAnswer({ ActionStatus: 'FAIL', ErrorInfo: info, ErrorCode: code });
}
