import { backoffMs } from '../../kernel/backoff.ts';
import { sleep } from '../../kernel/clock.ts';
import type { CommandContext } from '../context.ts';
import type { TypedDocumentString } from './__generated__/graphql.ts';
import { ServiceLost } from './failure.ts';
import type { Service } from './service.ts';

/** How long is waited before a lost service is asked again, in milliseconds; doubles from the first to the longest. */
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 5_000;

/**
 * The contact with one service. Until it was reached for the first time a failure is one; from then on it comes back, and is asked
 * again until it does.
 */
export class Contact {
  readonly #service: Service;
  readonly #context: CommandContext;
  readonly #signal: AbortSignal;
  #reached = false;
  #failures = 0;

  constructor(service: Service, context: CommandContext, signal: AbortSignal) {
    this.#service = service;
    this.#context = context;
    this.#signal = signal;
  }

  /**
   * Asks until there is an answer; what is asked has to be harmless to repeat.
   *
   * @throws ServiceLost when the service was never reached; ServiceRefusal
   */
  async ask<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
    for (;;) {
      try {
        const data = await this.#service.ask(document, variables, this.#signal);
        this.#isThere();
        return data;
      } catch (error) {
        await this.recover(error);
      }
    }
  }

  /**
   * Subscribes, and again whenever the stream is lost, until the service completes it.
   *
   * @param variables asked anew for each attempt, so that it can go on where the one before ended
   * @param onOpen called each time that the service has taken the subscription
   * @throws ServiceLost when the service was never reached; ServiceRefusal
   */
  async *follow<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: () => Variables,
    onOpen: () => void = () => {},
  ): AsyncGenerator<Data> {
    for (;;) {
      try {
        const opened = (): void => {
          this.#isThere();
          onOpen();
        };
        yield* this.#service.subscribe(document, variables(), { signal: this.#signal, onOpen: opened });
        return;
      } catch (error) {
        await this.recover(error);
      }
    }
  }

  #isThere(): void {
    if (this.#failures > 0) this.#context.terminal.tell('the service is there again');
    this.#reached = true;
    this.#failures = 0;
  }

  /**
   * Waits for the next attempt.
   *
   * @throws what no attempt mends, as it came
   */
  async recover(error: unknown): Promise<void> {
    if (!(error instanceof ServiceLost) || !this.#reached) throw error;
    const { terminal, clock, random } = this.#context;
    this.#failures++;
    if (this.#failures === 1) terminal.tell(`${error.message}; asking again`);
    const policy = { attempts: this.#failures, firstDelayMs: FIRST_DELAY_MS, maxDelayMs: MAX_DELAY_MS };
    await sleep(clock, backoffMs(policy, this.#failures, random), this.#signal);
  }
}
