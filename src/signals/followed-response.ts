import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { RequestScope } from './request-scope.ts';

/** Who asks may name a request with it, and finds its name in the answer. */
export const REQUEST_ID_HEADER = 'x-request-id';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * An answer that names its request and tells when it is over. A header that is set ahead has node copy all the others, and a listener is an object
 * more: together 1.5 µs a request here, of 30 for a small one.
 */
export class FollowedResponse extends ServerResponse {
  #scope: RequestScope | null = null;
  #onOver: (() => void) | null = null;
  #written: OutgoingHttpHeaders | null = null;

  /** To be called before anything is answered. */
  follow(scope: RequestScope, onOver: () => void): void {
    this.#scope = scope;
    this.#onOver = onOver;
  }

  /** Of the request that is answered; null: nobody follows it. */
  get scope(): RequestScope | null {
    return this.#scope;
  }

  /** What the answer has said under a name in lower case, however it was said. */
  header(name: string): OutgoingHttpHeader | undefined {
    return this.#written?.[name] ?? this.getHeader(name);
  }

  override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
    if (this.#scope === null) return super.writeHead(status, reason as string, headers);
    const { requestId } = this.#scope;
    if (typeof reason !== 'object' || Array.isArray(reason)) {
      this.setHeader(REQUEST_ID_HEADER, requestId);
      return super.writeHead(status, reason as string, headers);
    }
    this.#written = reason;
    return super.writeHead(status, { ...reason, [REQUEST_ID_HEADER]: requestId });
  }

  override emit(event: string | symbol, ...said: unknown[]): boolean {
    if (event === 'close') this.#onOver?.();
    return super.emit(event, ...said);
  }
}
