/** How large everything is; all of it grows together. */
export interface Size {
  readonly memberships: number;
  readonly groups: number;
  /** Groups of a connection without any quota left, each with somebody who waits. */
  readonly waitingLanes: number;
  /** On a WebSocket each, spread over the groups. */
  readonly subscribers: number;
}

/** Members of every group. */
export const GROUP_SIZE = 10;
const GROUPS_TO_A_WAITING_LANE = 10;
const GROUPS_TO_A_SUBSCRIBER = 5;

const sizeOf = (memberships: number): Size => {
  const groups = memberships / GROUP_SIZE;
  return {
    memberships,
    groups,
    waitingLanes: groups / GROUPS_TO_A_WAITING_LANE,
    subscribers: groups / GROUPS_TO_A_SUBSCRIBER,
  };
};

export const SIZES = [10_000, 100_000, 1_000_000].map(sizeOf);
export const SMALL_SIZES = [1_000, 10_000, 100_000].map(sizeOf);
export const QUICK_SIZES = [1_000, 5_000].map(sizeOf);

/** Files that a service has open besides its subscribers' sockets. */
const OTHER_FILES = 200;

/** The same with no more subscribers than a process may open files for. */
export const fitting = (size: Size, files: number): Size => ({
  ...size,
  subscribers: Math.min(size.subscribers, files - OTHER_FILES),
});
