import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { SANDBOX_CONNECTION_IDS } from '../../../src/sandbox/connections.ts';
import type { ServiceOptions, TestService } from '../../support/service.ts';
import { startTapped, type Tap, type TappedService } from './tap.ts';

/** The service that the tests of one file share. */
export interface Bench {
  readonly service: TestService;
  readonly tap: Tap;
}

/**
 * Starts one service for all tests of the file. After each test the provider's quotas must have been kept, and nothing that
 * the test ordered holds for the next one.
 */
export function useBench(options: Omit<ServiceOptions, 'sandbox' | 'clock'> = {}): Bench {
  let tapped: TappedService;
  beforeAll(async () => {
    tapped = await startTapped(options);
  });
  afterEach(() => {
    for (const connection of SANDBOX_CONNECTION_IDS) {
      tapped.tap.react(connection, null);
      tapped.service.sandbox.control({ connection, clear: true });
    }
    expect(tapped.service.sandbox.journal.violations).toEqual({});
  });
  afterAll(() => tapped?.[Symbol.asyncDispose]());
  return {
    get service() {
      return tapped.service;
    },
    get tap() {
      return tapped.tap;
    },
  };
}
