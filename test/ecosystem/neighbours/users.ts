import { type Neighbour, startNeighbour } from './neighbour.ts';

const USERS = [
  { id: 'ada', name: 'Ada' },
  { id: 'bob', name: 'Bob' },
];

const find = ({ id }: { id: string }) => USERS.find((user) => user.id === id) ?? null;

/** The subgraph that owns users: Ada and Bob. */
export const startUsers = (): Promise<Neighbour> =>
  startNeighbour('users', {
    Query: { users: () => USERS, user: (_root: unknown, args: { id: string }) => find(args) },
    User: { __resolveReference: find },
  });
