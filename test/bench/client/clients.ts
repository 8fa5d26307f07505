import { HttpConnection, type HttpAnswer } from './http-connection.ts';

/** Connections that work through orders side by side. */
export class Clients implements Disposable {
  readonly #connections: readonly HttpConnection[];

  private constructor(connections: readonly HttpConnection[]) {
    this.#connections = connections;
  }

  static async open(url: string, count: number): Promise<Clients> {
    return new Clients(await Promise.all(Array.from({ length: count }, () => HttpConnection.open(url))));
  }

  /** Sends the same request `times` times in all. */
  async repeat(request: Buffer, times: number, check: (answer: HttpAnswer) => void): Promise<void> {
    let left = times;
    await this.#all(async (connection) => {
      while (left > 0) {
        left--;
        check(await connection.send(request));
      }
    });
  }

  /** Sends what `next` makes until it makes nothing more; `took` is given every answer as soon as it is there. */
  async work(next: () => Buffer | null, took: (answer: HttpAnswer) => void): Promise<void> {
    await this.#all(async (connection) => {
      for (let request = next(); request !== null; request = next()) took(await connection.send(request));
    });
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection[Symbol.dispose]();
  }

  async #all(each: (connection: HttpConnection) => Promise<void>): Promise<void> {
    await Promise.all(this.#connections.map(each));
  }
}
