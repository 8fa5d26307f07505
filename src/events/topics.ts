import { formatGroupId } from '../kernel/ids.ts';
import type { EventMark, MemberEvent } from '../store/records.ts';
import type { EventFilter } from '../store/store.ts';

/** Names under which subscribers are found, here and in other instances. */

const EVERYTHING = '*';

export function topicOf({ group, operationId, userId }: EventFilter): string {
  if (operationId !== undefined) return `operation:${operationId}`;
  if (group !== undefined) return `group:${formatGroupId(group)}`;
  return userId === undefined ? EVERYTHING : `user:${userId}`;
}

/** Every topic whose filter the event fits. */
export const topicsOf = ({ operationId, membership }: MemberEvent): string[] =>
  topicsOfMark({ group: membership, operationId, userId: membership.userId });

export function topicsOfMark({ group, operationId, userId }: Omit<EventMark, 'position'>): string[] {
  const topics = [EVERYTHING, `group:${formatGroupId(group)}`];
  if (operationId !== null) topics.push(`operation:${operationId}`);
  if (userId !== null) topics.push(`user:${userId}`);
  return topics;
}

const PROGRESS = 'progress:';

/** How an operation stands: it may change without an event. */
export const progressTopic = (operationId: string): string => PROGRESS + operationId;

/** The operation of such a topic; null for one of events. */
export const operationOf = (topic: string): string | null =>
  topic.startsWith(PROGRESS) ? topic.slice(PROGRESS.length) : null;
