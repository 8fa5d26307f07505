import { measureFanout } from './fanout/fanout.ts';
import { measureGrowth } from './growth/growth.ts';
import { measureInstances } from './instances/instances.ts';
import { measureInvites } from './invites/invites.ts';
import { measureLatency } from './latency/latency.ts';
import type { PartResult } from './report/result.ts';
import { measureRequests } from './requests/requests.ts';
import { measureStorms } from './storm/storm.ts';

/** One benchmark that runs by itself. */
export interface Part {
  /** On the command line. */
  readonly name: string;
  readonly title: string;
  readonly measure: (quick: boolean, small: boolean) => Promise<PartResult>;
}

export const PARTS: readonly Part[] = [
  { name: 'requests', title: 'B1: requests', measure: measureRequests },
  { name: 'storm', title: 'B2: storms under a quota', measure: measureStorms },
  { name: 'invites', title: 'B3: invites without a quota', measure: measureInvites },
  { name: 'fanout', title: 'B4: fan-out', measure: measureFanout },
  { name: 'latency', title: 'B5 and B8: one invite, one event', measure: measureLatency },
  { name: 'growth', title: 'B6: growth', measure: measureGrowth },
  { name: 'instances', title: 'B7 and B8: several instances', measure: measureInstances },
];
