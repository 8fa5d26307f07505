import { jsonAnswer } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';

/** GeWe answers HTTP 200 whatever happens; `data` stands only where there is some. */
export function success(data?: unknown): Answer {
  return jsonAnswer({ ret: 200, msg: '操作成功', ...(data === undefined ? {} : { data }) });
}

export function failure(ret: number, msg: string): Answer {
  return jsonAnswer({ ret, msg });
}

/** WeChat itself refused: the reason is JSON text within the JSON. */
export function wechatFailure(msg: string, reason: string): Answer {
  const detail = JSON.stringify({ ret: -1, msg: 'fail', msg_err: reason });
  return jsonAnswer({ ret: 500, msg, data: { code: '-1', msg: 'fail', detail } });
}
