import { channel } from 'node:diagnostics_channel';

interface Published {
  readonly request: { readonly origin: string | URL | null };
}

/** Counts the HTTP requests of this process that wait for their answer, by the origin that they went to. */
export class OutgoingRequests {
  readonly #waiting = new Map<unknown, string>();
  readonly #begin = (message: unknown): void => {
    const { request } = message as Published;
    this.#waiting.set(request, String(request.origin));
  };
  readonly #end = (message: unknown): void => void this.#waiting.delete((message as Published).request);

  constructor() {
    channel('undici:request:create').subscribe(this.#begin);
    channel('undici:request:trailers').subscribe(this.#end);
    channel('undici:request:error').subscribe(this.#end);
  }

  waitingAt(origin: string): number {
    return [...this.#waiting.values()].filter((other) => other === origin).length;
  }

  stop(): void {
    channel('undici:request:create').unsubscribe(this.#begin);
    channel('undici:request:trailers').unsubscribe(this.#end);
    channel('undici:request:error').unsubscribe(this.#end);
  }
}
