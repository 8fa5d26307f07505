import { randomUUID } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** The header by which requests of one test service are told from others of this process. */
const HEADER = 'x-sent-by';

interface Published {
  readonly request: IncomingMessage;
}

/** Follows the test's own requests to a server of this process: time has to stand still while one is on its way there or back. */
export class OwnRequests {
  readonly headers: Readonly<Record<string, string>> = { [HEADER]: randomUUID() };
  #unanswered = 0;
  #atServer = 0;
  readonly #started = (message: unknown): void => void (this.#isOwn(message) && this.#atServer++);
  readonly #finished = (message: unknown): void => void (this.#isOwn(message) && this.#atServer--);

  constructor() {
    channel('http.server.request.start').subscribe(this.#started);
    channel('http.server.response.finish').subscribe(this.#finished);
  }

  /** Counts a request as the test's own from its writing until its whole answer is read. */
  async during<Answer>(exchange: () => Promise<Answer>): Promise<Answer> {
    this.#unanswered++;
    try {
      return await exchange();
    } finally {
      this.#unanswered--;
    }
  }

  /** Whether a request or an answer is between the two sides. */
  get onTheWay(): boolean {
    return this.#unanswered !== this.#atServer;
  }

  stop(): void {
    channel('http.server.request.start').unsubscribe(this.#started);
    channel('http.server.response.finish').unsubscribe(this.#finished);
  }

  #isOwn(message: unknown): boolean {
    return (message as Published).request.headers[HEADER] === this.headers[HEADER];
  }
}
