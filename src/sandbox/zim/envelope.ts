import type { Random } from '../../kernel/clock.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';

/** One user whom a call could not help, and why. */
export interface ZimFailure {
  readonly UserId: string;
  readonly SubCode: number;
}

export const ALL_USERS_FAILED = 660600033;

/** ZIM's answers: HTTP 200, `Code`, `Message` and a request id of 18 digits as text. */
export class ZimEnvelope {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  ok(data: object = {}): Answer {
    return jsonAnswer({ Code: 0, Message: 'success', RequestId: this.#requestId(), ...data });
  }

  /** Nothing was attempted: there is no list. */
  fail(code: number, message: string): Answer {
    return jsonAnswer({ Code: code, Message: message, RequestId: this.#requestId() });
  }

  /** Lists only those who failed; `Code` is 0 as long as one of the `attempted` did not. */
  listed(listName: string, failures: readonly ZimFailure[], attempted: number): Answer {
    const code = failures.length > 0 && failures.length === attempted ? ALL_USERS_FAILED : 0;
    const message = code === 0 ? 'success' : 'all users failed';
    return jsonAnswer({ Code: code, Message: message, RequestId: this.#requestId(), [listName]: failures });
  }

  #requestId(): string {
    return `3${Array.from({ length: 17 }, () => Math.floor(this.#random() * 10)).join('')}`;
  }
}
