import { type Neighbour, startNeighbour } from './neighbour.ts';

/** The group that room `a1` belongs to; it has room for everybody. */
export const GROUP_OF_A1 = 'zim:groupA';

const ROOMS = [
  {
    id: 'a1',
    title: 'Standup',
    group: { __typename: 'Group', id: GROUP_OF_A1 },
    host: { __typename: 'Membership', id: `${GROUP_OF_A1}:nobody` },
  },
  // Its chat is at a connection that is not configured.
  { id: 'attic', title: 'Storage', group: { __typename: 'Group', id: 'nowhere:attic' }, host: null },
];

export interface Rooms extends Neighbour {
  /** From now on this is where the member sits. */
  seat(membershipId: string, seat: string): void;
}

/** The subgraph that owns rooms; its rooms refer to groups of ours, and our groups and memberships get fields of its own. */
export async function startRooms(): Promise<Rooms> {
  const seats = new Map<string, string>();
  const neighbour = await startNeighbour('rooms', {
    Query: {
      rooms: () => ({ nodes: ROOMS, pageInfo: { hasNextPage: false, hasPreviousPage: false } }),
      room: (_root: unknown, { id }: { id: string }) => ROOMS.find((room) => room.id === id) ?? null,
    },
    Group: { rooms: ({ id }: { id: string }) => ROOMS.filter(({ group }) => group.id === id) },
    Membership: { seat: ({ id }: { id: string }) => seats.get(id) ?? null },
  });
  return Object.assign(neighbour, { seat: (id: string, seat: string) => void seats.set(id, seat) });
}
