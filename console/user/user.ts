import type { UserMembershipsQuery } from '../graphql/generated/graphql.ts';

/** A person as the page has them. */
export type User = Extract<NonNullable<UserMembershipsQuery['_entities'][number]>, { __typename: 'User' }>;
export type UserMembership = User['memberships']['edges'][number]['node'];
