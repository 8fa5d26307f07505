import { describe, expect, it } from 'vitest';
import type { Manners } from '../../transports/callback-router.ts';
import { CallbackScene } from '../../transports/callback/callback-scene.ts';

interface Router {
  readonly name: string;
  readonly manners: Manners;
  /** What it asks for by default. */
  readonly heartbeatIntervalMs: number;
  /** Which messages it takes for a sign of life. */
  readonly livesBy: readonly string[];
}

/** Stand-ins after each router's own endpoint for callbacks, November 2026. All are as strict with what they get as the strictest of them. */
const ROUTERS: readonly Router[] = [
  {
    name: 'Apollo Router 2',
    manners: { statuses: { check: 204, next: 200, complete: 202 }, names: ['check'] },
    heartbeatIntervalMs: 5_000,
    livesBy: ['check'],
  },
  {
    // Refuses every message without the protocol's header.
    name: 'Hive Router',
    manners: { statuses: { check: 204, next: 204, complete: 204 }, names: ['check', 'next', 'complete'] },
    heartbeatIntervalMs: 5_000,
    livesBy: ['check'],
  },
  {
    // Reads a message as JSON only when its content type is "application/json" and nothing else; never names the protocol.
    name: 'Hive Gateway',
    manners: { statuses: { check: 204, next: 204, complete: 204 }, names: [] },
    heartbeatIntervalMs: 50_000,
    livesBy: ['check', 'next'],
  },
];

describe.each(ROUTERS)('$name with callbacks', ({ manners, heartbeatIntervalMs, livesBy }) => {
  it('gets every event in order, and the end', async () => {
    await using scene = await CallbackScene.start({ manners });
    const id = await scene.stage.invite(['a']);
    const changes = await scene.begin(heartbeatIntervalMs);
    const progress = scene.router.subscription();
    const query = `subscription { inviteOperationProgressed(id: "${id}") { status } }`;
    expect((await scene.ask(progress, { query, heartbeatIntervalMs })).status).toBe(200);
    await scene.stage.invite(['b', 'c']);
    await scene.stage.join(1);
    await scene.taken(changes, 4);
    await scene.taken(progress, 4);
    expect(changes.messages.map(({ payload }) => payload)).toEqual([
      undefined,
      ...[2, 3, 4].map((sequence) => ({ data: { memberStateChanged: { sequence } } })),
    ]);
    expect(progress.actions).toEqual(['check', 'next', 'next', 'complete']);
  });

  it('never waits for a sign of life longer than it is willing to', async () => {
    await using scene = await CallbackScene.start({ manners });
    const { clock } = scene.stage;
    const routed = await scene.begin(heartbeatIntervalMs);
    let lastMs = clock.now();
    const pausesMs: number[] = [];
    routed.onMessage = ({ action }) => {
      if (!livesBy.includes(action)) return;
      pausesMs.push(clock.now() - lastMs);
      lastMs = clock.now();
    };
    for (let beats = 1; beats <= 3; beats++) {
      clock.advanceTo(clock.nextAtMs ?? 0);
      await scene.settled(routed, 1 + beats);
    }
    expect(pausesMs).toHaveLength(3);
    expect(Math.max(...pausesMs)).toBeLessThan(heartbeatIntervalMs);
  });

  it('is left alone once it has said that a subscription is over', async () => {
    await using scene = await CallbackScene.start({ manners });
    const routed = await scene.begin(heartbeatIntervalMs);
    routed.known = false;
    scene.stage.clock.advance(heartbeatIntervalMs);
    await scene.freed();
    await scene.stage.invite(['a']);
    expect([routed.attempts, scene.stage.clock.pending]).toEqual([2, 0]);
  });
});
