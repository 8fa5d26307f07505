import { describe, expect, it } from 'vitest';
import { CallbackListener } from './callback-listener.ts';
import { MeasuredService } from './measured-service.ts';
import type { Held } from './probe.ts';
import { SILENT_TRANSPORTS, type SilentSubscriber } from './subscribers.ts';

const CYCLES = 10_000;
/** Measured after so many. */
const STEP = 1_000;
/** Until then caches fill and code is compiled. */
const WARM_UP = 3_000;
/**
 * What the process may hold more at the end than after the warm-up, in bytes: 75 for each of the cycles between. A map's entry and
 * a closure take more. The measurements themselves were at most 150 KB apart, of 92 MB.
 */
const SLACK_BYTES = 512 * 1024;
/** How often the service is asked until it has noticed that the last clients are gone. */
const LOOKS = 100;
/** A busy machine takes this long, and an idle one a tenth of it. */
const timeout = 300_000;

/** Subscribes and leaves, many at once; every second connection is cut instead. */
async function cycle(subscribe: () => Promise<SilentSubscriber>, cycles: number, atOnce: number): Promise<void> {
  let begun = 0;
  const comeAndGo = async (): Promise<void> => {
    while (begun < cycles) {
      const byProtocol = begun++ % 2 === 0;
      const subscriber = await subscribe();
      await (byProtocol ? subscriber.leave() : subscriber.cut());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, comeAndGo));
}

/** What the service holds once it has no more connections, or if it never comes to that. */
async function heldAfterwards(service: MeasuredService): Promise<Held> {
  let held = await service.held();
  for (let looks = 1; looks < LOOKS && held.sockets > 0; looks++) held = await service.held();
  return held;
}

describe.each(SILENT_TRANSPORTS)('$name', (transport) => {
  it(`keeps nothing of ${CYCLES} silent subscriptions`, { timeout }, async () => {
    await using listener = await CallbackListener.start();
    await using service = await MeasuredService.start(listener.origin);
    const { atOnce } = transport;
    const subscribe = (): Promise<SilentSubscriber> => transport.subscribe(service.url, listener);
    const before = await service.alive();
    // Whoever subscribes is seen, so that it means something when nobody is seen at the end.
    const subscribers = await Promise.all(Array.from({ length: atOnce }, subscribe));
    expect(await service.alive()).toMatchObject({ subscribers: atOnce });
    await Promise.all(subscribers.map((subscriber) => subscriber.leave()));

    const measured: Held[] = [];
    for (let cycles = 0; cycles < CYCLES; cycles += STEP) {
      await cycle(subscribe, STEP, atOnce);
      measured.push(await heldAfterwards(service));
    }
    const after = await service.alive();
    expect(after.subscribers).toBe(0);
    // A few come and go with the rest of the service.
    expect(after.timers).toBeLessThan(before.timers + atOnce);
    expect(measured.map(({ sockets }) => sockets)).toEqual(measured.map(() => 0));
    const [warm = Infinity, ...later] = measured.slice(WARM_UP / STEP - 1).map(({ bytes }) => bytes);
    expect(
      later.at(-1),
      `bytes after each ${STEP} cycles: ${measured.map(({ bytes }) => bytes).join(' ')}`,
    ).toBeLessThan(warm + SLACK_BYTES);
  });
});
