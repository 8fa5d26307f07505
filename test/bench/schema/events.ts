import type { MemberEvent } from '../../../src/store/records.ts';
import { eventOf } from './data.ts';

/** Gives the next so many changes, counting on from `position`. */
export function eventsFrom(position: number): (events: number) => MemberEvent[] {
  let next = position;
  return (events) => Array.from({ length: events }, () => eventOf(next++));
}
