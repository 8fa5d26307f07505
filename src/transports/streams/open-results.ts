import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Viewer } from '../../access/viewer.ts';
import { endAtExpiry } from '../../graphql/end-at-expiry.ts';
import type { Subscription } from '../../graphql/fan-out/subscription.ts';
import type { Operations } from '../../graphql/operation.ts';

/** Subscribes for a viewer, until the viewer's credential ends; or says why that cannot be. */
export async function openResults(
  operations: Operations,
  args: ExecutionArgs,
  viewer: Viewer,
): Promise<Subscription | ExecutionResult> {
  const opened = await operations.subscribe(operations.forViewer(args, viewer));
  return 'passTo' in opened ? endAtExpiry(opened, viewer, operations.clock) : opened;
}
