import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { TestService } from '../support/service.ts';

/** More than Node lets wait by itself, and no more than the service asks the kernel for. */
const AT_ONCE = 1_500;

/** A client whose connection was dropped tries again after this time at the earliest (RFC 6298, 2.1). */
const DROPPED_FOR_MS = 1_000;

/** What the kernel grants at most; unknown where it is not Linux. */
function kernelLimit(): number {
  try {
    return Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));
  } catch {
    return 0;
  }
}

describe('a storm of new connections', () => {
  it.skipIf(kernelLimit() < AT_ONCE)('loses none while the service is busy', async () => {
    await using service = await TestService.start();
    const { port, hostname } = new URL(service.url);
    const beganAt = performance.now();
    // All in one turn of the event loop, in which the service accepts nothing.
    const sockets = Array.from({ length: AT_ONCE }, () => connect(Number(port), hostname));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const tookMs = performance.now() - beganAt;
    for (const socket of sockets) socket.destroy();
    expect(tookMs).toBeLessThan(DROPPED_FOR_MS);
  });
});
