const STANDING = `fragment Standing on InviteMembersPayload {
  operation { id status }
  results { __typename ... on InviteMemberOutcome { account } }
}`;

export const INVITE = `mutation ($input: InviteMembersInput!) { sent: inviteMembers(input: $input) { ...Standing } } ${STANDING}`;
export const CANCEL = `mutation ($input: CancelInvitesInput!) { sent: cancelInvites(input: $input) { ...Standing } } ${STANDING}`;
export const RETRY = `mutation ($input: RetryInvitesInput!) { sent: retryInvites(input: $input) { ...Standing } } ${STANDING}`;

/** What each of the three mutations answers. */
export interface Told {
  readonly operation: { readonly id: string; readonly status: string };
  readonly results: readonly { readonly __typename: string; readonly account: string }[];
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
