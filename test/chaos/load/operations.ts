const STANDING = `fragment Standing on InviteMembersPayload {
  operation { id status }
  results { __typename ... on InviteMemberOutcome { account } }
}`;

export const INVITE = `mutation ($input: InviteMembersInput!) { sent: inviteMembers(input: $input) { ...Standing } } ${STANDING}`;
export const CANCEL = `mutation ($input: CancelInvitesInput!) { sent: cancelInvites(input: $input) { ...Standing } } ${STANDING}`;
export const RETRY = `mutation ($input: RetryInvitesInput!) { sent: retryInvites(input: $input) { ...Standing } } ${STANDING}`;
export const REFRESH = 'mutation ($groupId: ID!) { sent: refreshGroup(groupId: $groupId) { id memberCount } }';
export const REMOVE = `mutation ($input: RemoveMembersInput!) { sent: removeMembers(input: $input) { results {
  __typename
  ... on MemberRemoved { account membership { id } }
  ... on MemberNotInGroup { account }
  ... on RemoveMemberFailed { account reason message retryable }
} } }`;
export const LINK =
  'mutation ($input: LinkAccountInput!) { sent: linkAccount(input: $input) { ...Person } } fragment Person on User { id accounts { account connection { id } } }';
export const UNLINK = LINK.replace('linkAccount(', 'unlinkAccount(');

/** What a mutation of an operation answers. */
export interface Told {
  readonly operation: { readonly id: string; readonly status: string };
  readonly results: readonly { readonly __typename: string; readonly account: string }[];
}

/** What a removal answers. */
export interface Removed {
  readonly results: readonly {
    readonly __typename: 'MemberRemoved' | 'MemberNotInGroup' | 'RemoveMemberFailed';
    readonly account: string;
    readonly reason?: string;
    readonly message?: string;
    readonly retryable?: boolean;
  }[];
}

/** A user with the accounts that are linked to him, first linked first. */
export interface Person {
  readonly id: string;
  readonly accounts: readonly { readonly account: string; readonly connection: { readonly id: string } }[];
}

export const PEOPLE = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on User {
    id accounts { account connection { id } }
    memberships(first: 1000) { edges { node { id user { id } } } }
  }
} }`;

/** A user as the store has him. */
export interface StoredPerson extends Person {
  readonly memberships: {
    readonly edges: readonly {
      readonly node: { readonly id: string; readonly user: { readonly id: string } | null };
    }[];
  };
}

export const OPERATIONS = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on InviteOperation {
    id status counts { total queued }
    results(first: 1000) { edges { node { __typename ... on InviteMemberOutcome { account } } } }
  }
} }`;

/** One operation as the store has it. */
export interface StoredOperation {
  readonly id: string;
  readonly status: string;
  readonly counts: { readonly total: number; readonly queued: number };
  readonly results: {
    readonly edges: readonly { readonly node: { readonly __typename: string; readonly account: string } }[];
  };
}

export const CHANGES = `subscription ($groupId: ID, $operationId: ID, $after: String) {
  memberStateChanged(groupId: $groupId, operationId: $operationId, after: $after) {
    cursor sequence from to operationId membership { id }
  }
}`;
