/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "mutation CancelInvites($input: CancelInvitesInput!) {\n  cancelInvites(input: $input) {\n    operation {\n      ...OperationStanding\n    }\n    results {\n      ...MemberOutcome\n    }\n  }\n}": typeof types.CancelInvitesDocument,
    "query Connections {\n  connections {\n    id\n    provider\n    capabilities {\n      membersPerCall\n      callsPerSecond\n      quotaScope\n      inviteOptions\n      listsMembers\n      removesMembers\n      reportsChanges\n    }\n  }\n}": typeof types.ConnectionsDocument,
    "query GroupCursor($id: ID!) {\n  group(id: $id) {\n    id\n    cursor\n  }\n}": typeof types.GroupCursorDocument,
    "query Group($id: ID!, $first: Int, $after: String, $states: [MemberState!]) {\n  group(id: $id) {\n    id\n    connectionId\n    externalId\n    connection {\n      id\n      provider\n    }\n    type\n    name\n    avatarUrl\n    memberCount\n    memberships(first: $first, after: $after, states: $states) {\n      edges {\n        cursor\n        node {\n          id\n          account\n          state\n          changedAt\n        }\n      }\n      pageInfo {\n        ...PageEnds\n      }\n      totalCount\n    }\n  }\n}": typeof types.GroupDocument,
    "mutation InviteMembers($input: InviteMembersInput!) {\n  inviteMembers(input: $input) {\n    operation {\n      ...OperationStanding\n    }\n    results {\n      ...MemberOutcome\n    }\n  }\n}\n\nfragment OperationStanding on InviteOperation {\n  id\n  status\n  counts {\n    total\n    queued\n    invited\n    joined\n    alreadyJoined\n    failed\n    cancelled\n  }\n}\n\nfragment MemberOutcome on InviteMemberResult {\n  __typename\n  ... on InviteMemberOutcome {\n    account\n    membership {\n      id\n      state\n    }\n  }\n  ... on MemberJoined {\n    joinedAt\n  }\n  ... on MemberInvited {\n    awaiting\n    expiresAt\n  }\n  ... on MemberQueued {\n    position\n    estimatedSendAt\n  }\n  ... on MemberOverGroupLimit {\n    message\n  }\n  ... on MemberNotFound {\n    message\n  }\n  ... on MemberFailed {\n    reason\n    message\n    providerCode\n    retryable\n  }\n}": typeof types.InviteMembersDocument,
    "subscription InviteOperationProgressed($id: ID!) {\n  inviteOperationProgressed(id: $id) {\n    ...OperationStanding\n    completedAt\n  }\n}": typeof types.InviteOperationProgressedDocument,
    "query InviteOperation($id: ID!, $first: Int, $after: String) {\n  inviteOperation(id: $id) {\n    ...OperationStanding\n    createdAt\n    completedAt\n    group {\n      id\n    }\n    results(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...MemberOutcome\n        }\n      }\n      pageInfo {\n        ...PageEnds\n      }\n      totalCount\n    }\n  }\n}\n\nfragment PageEnds on PageInfo {\n  hasNextPage\n  hasPreviousPage\n  startCursor\n  endCursor\n}": typeof types.InviteOperationDocument,
    "mutation LinkAccount($input: LinkAccountInput!) {\n  linkAccount(input: $input) {\n    ...UserAccounts\n  }\n}\n\nfragment UserAccounts on User {\n  id\n  accounts {\n    connection {\n      id\n    }\n    account\n  }\n}": typeof types.LinkAccountDocument,
    "subscription MemberStateChanged($groupId: ID, $operationId: ID, $userId: ID, $after: String) {\n  memberStateChanged(\n    groupId: $groupId\n    operationId: $operationId\n    userId: $userId\n    after: $after\n  ) {\n    ...MemberChange\n  }\n}\n\nfragment MemberChange on MemberStateChange {\n  cursor\n  sequence\n  at\n  from\n  to\n  cause\n  operationId\n  membership {\n    id\n    account\n    state\n  }\n}": typeof types.MemberStateChangedDocument,
    "query Membership($id: ID!, $first: Int, $after: String) {\n  membership(id: $id) {\n    id\n    account\n    state\n    changedAt\n    invitedBy\n    group {\n      id\n    }\n    user {\n      id\n    }\n    profile {\n      nickname\n      avatarUrl\n      isRobot\n    }\n    history(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...MemberChange\n        }\n      }\n      pageInfo {\n        ...PageEnds\n      }\n    }\n  }\n}": typeof types.MembershipDocument,
    "mutation RefreshGroup($groupId: ID!) {\n  refreshGroup(groupId: $groupId) {\n    id\n    type\n    name\n    memberCount\n    memberships(first: 100, states: [JOINED]) {\n      totalCount\n      edges {\n        node {\n          account\n          state\n          changedAt\n          profile {\n            nickname\n            avatarUrl\n          }\n        }\n      }\n    }\n  }\n}": typeof types.RefreshGroupDocument,
    "mutation RemoveMembers($input: RemoveMembersInput!) {\n  removeMembers(input: $input) {\n    results {\n      __typename\n      ... on MemberRemoved {\n        account\n        membership {\n          id\n          state\n        }\n      }\n      ... on MemberNotInGroup {\n        account\n      }\n      ... on RemoveMemberFailed {\n        account\n        reason\n        message\n        providerCode\n        retryable\n      }\n    }\n  }\n}": typeof types.RemoveMembersDocument,
    "mutation RetryInvites($input: RetryInvitesInput!) {\n  retryInvites(input: $input) {\n    operation {\n      ...OperationStanding\n    }\n    results {\n      ...MemberOutcome\n    }\n  }\n}": typeof types.RetryInvitesDocument,
    "mutation UnlinkAccount($input: LinkAccountInput!) {\n  unlinkAccount(input: $input) {\n    ...UserAccounts\n  }\n}": typeof types.UnlinkAccountDocument,
};
const documents: Documents = {
    "mutation CancelInvites($input: CancelInvitesInput!) {\n  cancelInvites(input: $input) {\n    operation {\n      ...OperationStanding\n    }\n    results {\n      ...MemberOutcome\n    }\n  }\n}": types.CancelInvitesDocument,
    "query Connections {\n  connections {\n    id\n    provider\n    capabilities {\n      membersPerCall\n      callsPerSecond\n      quotaScope\n      inviteOptions\n      listsMembers\n      removesMembers\n      reportsChanges\n    }\n  }\n}": types.ConnectionsDocument,
    "query GroupCursor($id: ID!) {\n  group(id: $id) {\n    id\n    cursor\n  }\n}": types.GroupCursorDocument,
    "query Group($id: ID!, $first: Int, $after: String, $states: [MemberState!]) {\n  group(id: $id) {\n    id\n    connectionId\n    externalId\n    connection {\n      id\n      provider\n    }\n    type\n    name\n    avatarUrl\n    memberCount\n    memberships(first: $first, after: $after, states: $states) {\n      edges {\n        cursor\n        node {\n          id\n          account\n          state\n          changedAt\n        }\n      }\n      pageInfo {\n        ...PageEnds\n      }\n      totalCount\n    }\n  }\n}": types.GroupDocument,
    "mutation InviteMembers($input: InviteMembersInput!) {\n  inviteMembers(input: $input) {\n    operation {\n      ...OperationStanding\n    }\n    results {\n      ...MemberOutcome\n    }\n  }\n}\n\nfragment OperationStanding on InviteOperation {\n  id\n  status\n  counts {\n    total\n    queued\n    invited\n    joined\n    alreadyJoined\n    failed\n    cancelled\n  }\n}\n\nfragment MemberOutcome on InviteMemberResult {\n  __typename\n  ... on InviteMemberOutcome {\n    account\n    membership {\n      id\n      state\n    }\n  }\n  ... on MemberJoined {\n    joinedAt\n  }\n  ... on MemberInvited {\n    awaiting\n    expiresAt\n  }\n  ... on MemberQueued {\n    position\n    estimatedSendAt\n  }\n  ... on MemberOverGroupLimit {\n    message\n  }\n  ... on MemberNotFound {\n    message\n  }\n  ... on MemberFailed {\n    reason\n    message\n    providerCode\n    retryable\n  }\n}": types.InviteMembersDocument,
    "subscription InviteOperationProgressed($id: ID!) {\n  inviteOperationProgressed(id: $id) {\n    ...OperationStanding\n    completedAt\n  }\n}": types.InviteOperationProgressedDocument,
    "query InviteOperation($id: ID!, $first: Int, $after: String) {\n  inviteOperation(id: $id) {\n    ...OperationStanding\n    createdAt\n    completedAt\n    group {\n      id\n    }\n    results(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...MemberOutcome\n        }\n      }\n      pageInfo {\n        ...PageEnds\n      }\n      totalCount\n    }\n  }\n}\n\nfragment PageEnds on PageInfo {\n  hasNextPage\n  hasPreviousPage\n  startCursor\n  endCursor\n}": types.InviteOperationDocument,
    "mutation LinkAccount($input: LinkAccountInput!) {\n  linkAccount(input: $input) {\n    ...UserAccounts\n  }\n}\n\nfragment UserAccounts on User {\n  id\n  accounts {\n    connection {\n      id\n    }\n    account\n  }\n}": types.LinkAccountDocument,
    "subscription MemberStateChanged($groupId: ID, $operationId: ID, $userId: ID, $after: String) {\n  memberStateChanged(\n    groupId: $groupId\n    operationId: $operationId\n    userId: $userId\n    after: $after\n  ) {\n    ...MemberChange\n  }\n}\n\nfragment MemberChange on MemberStateChange {\n  cursor\n  sequence\n  at\n  from\n  to\n  cause\n  operationId\n  membership {\n    id\n    account\n    state\n  }\n}": types.MemberStateChangedDocument,
    "query Membership($id: ID!, $first: Int, $after: String) {\n  membership(id: $id) {\n    id\n    account\n    state\n    changedAt\n    invitedBy\n    group {\n      id\n    }\n    user {\n      id\n    }\n    profile {\n      nickname\n      avatarUrl\n      isRobot\n    }\n    history(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...MemberChange\n        }\n      }\n      pageInfo {\n        ...PageEnds\n      }\n    }\n  }\n}": types.MembershipDocument,
    "mutation RefreshGroup($groupId: ID!) {\n  refreshGroup(groupId: $groupId) {\n    id\n    type\n    name\n    memberCount\n    memberships(first: 100, states: [JOINED]) {\n      totalCount\n      edges {\n        node {\n          account\n          state\n          changedAt\n          profile {\n            nickname\n            avatarUrl\n          }\n        }\n      }\n    }\n  }\n}": types.RefreshGroupDocument,
    "mutation RemoveMembers($input: RemoveMembersInput!) {\n  removeMembers(input: $input) {\n    results {\n      __typename\n      ... on MemberRemoved {\n        account\n        membership {\n          id\n          state\n        }\n      }\n      ... on MemberNotInGroup {\n        account\n      }\n      ... on RemoveMemberFailed {\n        account\n        reason\n        message\n        providerCode\n        retryable\n      }\n    }\n  }\n}": types.RemoveMembersDocument,
    "mutation RetryInvites($input: RetryInvitesInput!) {\n  retryInvites(input: $input) {\n    operation {\n      ...OperationStanding\n    }\n    results {\n      ...MemberOutcome\n    }\n  }\n}": types.RetryInvitesDocument,
    "mutation UnlinkAccount($input: LinkAccountInput!) {\n  unlinkAccount(input: $input) {\n    ...UserAccounts\n  }\n}": types.UnlinkAccountDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CancelInvites($input: CancelInvitesInput!) {\n  cancelInvites(input: $input) {\n    operation {\n      ...OperationStanding\n    }\n    results {\n      ...MemberOutcome\n    }\n  }\n}"): typeof import('./graphql.ts').CancelInvitesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Connections {\n  connections {\n    id\n    provider\n    capabilities {\n      membersPerCall\n      callsPerSecond\n      quotaScope\n      inviteOptions\n      listsMembers\n      removesMembers\n      reportsChanges\n    }\n  }\n}"): typeof import('./graphql.ts').ConnectionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query GroupCursor($id: ID!) {\n  group(id: $id) {\n    id\n    cursor\n  }\n}"): typeof import('./graphql.ts').GroupCursorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Group($id: ID!, $first: Int, $after: String, $states: [MemberState!]) {\n  group(id: $id) {\n    id\n    connectionId\n    externalId\n    connection {\n      id\n      provider\n    }\n    type\n    name\n    avatarUrl\n    memberCount\n    memberships(first: $first, after: $after, states: $states) {\n      edges {\n        cursor\n        node {\n          id\n          account\n          state\n          changedAt\n        }\n      }\n      pageInfo {\n        ...PageEnds\n      }\n      totalCount\n    }\n  }\n}"): typeof import('./graphql.ts').GroupDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation InviteMembers($input: InviteMembersInput!) {\n  inviteMembers(input: $input) {\n    operation {\n      ...OperationStanding\n    }\n    results {\n      ...MemberOutcome\n    }\n  }\n}\n\nfragment OperationStanding on InviteOperation {\n  id\n  status\n  counts {\n    total\n    queued\n    invited\n    joined\n    alreadyJoined\n    failed\n    cancelled\n  }\n}\n\nfragment MemberOutcome on InviteMemberResult {\n  __typename\n  ... on InviteMemberOutcome {\n    account\n    membership {\n      id\n      state\n    }\n  }\n  ... on MemberJoined {\n    joinedAt\n  }\n  ... on MemberInvited {\n    awaiting\n    expiresAt\n  }\n  ... on MemberQueued {\n    position\n    estimatedSendAt\n  }\n  ... on MemberOverGroupLimit {\n    message\n  }\n  ... on MemberNotFound {\n    message\n  }\n  ... on MemberFailed {\n    reason\n    message\n    providerCode\n    retryable\n  }\n}"): typeof import('./graphql.ts').InviteMembersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription InviteOperationProgressed($id: ID!) {\n  inviteOperationProgressed(id: $id) {\n    ...OperationStanding\n    completedAt\n  }\n}"): typeof import('./graphql.ts').InviteOperationProgressedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query InviteOperation($id: ID!, $first: Int, $after: String) {\n  inviteOperation(id: $id) {\n    ...OperationStanding\n    createdAt\n    completedAt\n    group {\n      id\n    }\n    results(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...MemberOutcome\n        }\n      }\n      pageInfo {\n        ...PageEnds\n      }\n      totalCount\n    }\n  }\n}\n\nfragment PageEnds on PageInfo {\n  hasNextPage\n  hasPreviousPage\n  startCursor\n  endCursor\n}"): typeof import('./graphql.ts').InviteOperationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation LinkAccount($input: LinkAccountInput!) {\n  linkAccount(input: $input) {\n    ...UserAccounts\n  }\n}\n\nfragment UserAccounts on User {\n  id\n  accounts {\n    connection {\n      id\n    }\n    account\n  }\n}"): typeof import('./graphql.ts').LinkAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription MemberStateChanged($groupId: ID, $operationId: ID, $userId: ID, $after: String) {\n  memberStateChanged(\n    groupId: $groupId\n    operationId: $operationId\n    userId: $userId\n    after: $after\n  ) {\n    ...MemberChange\n  }\n}\n\nfragment MemberChange on MemberStateChange {\n  cursor\n  sequence\n  at\n  from\n  to\n  cause\n  operationId\n  membership {\n    id\n    account\n    state\n  }\n}"): typeof import('./graphql.ts').MemberStateChangedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Membership($id: ID!, $first: Int, $after: String) {\n  membership(id: $id) {\n    id\n    account\n    state\n    changedAt\n    invitedBy\n    group {\n      id\n    }\n    user {\n      id\n    }\n    profile {\n      nickname\n      avatarUrl\n      isRobot\n    }\n    history(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          ...MemberChange\n        }\n      }\n      pageInfo {\n        ...PageEnds\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').MembershipDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RefreshGroup($groupId: ID!) {\n  refreshGroup(groupId: $groupId) {\n    id\n    type\n    name\n    memberCount\n    memberships(first: 100, states: [JOINED]) {\n      totalCount\n      edges {\n        node {\n          account\n          state\n          changedAt\n          profile {\n            nickname\n            avatarUrl\n          }\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').RefreshGroupDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RemoveMembers($input: RemoveMembersInput!) {\n  removeMembers(input: $input) {\n    results {\n      __typename\n      ... on MemberRemoved {\n        account\n        membership {\n          id\n          state\n        }\n      }\n      ... on MemberNotInGroup {\n        account\n      }\n      ... on RemoveMemberFailed {\n        account\n        reason\n        message\n        providerCode\n        retryable\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').RemoveMembersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RetryInvites($input: RetryInvitesInput!) {\n  retryInvites(input: $input) {\n    operation {\n      ...OperationStanding\n    }\n    results {\n      ...MemberOutcome\n    }\n  }\n}"): typeof import('./graphql.ts').RetryInvitesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation UnlinkAccount($input: LinkAccountInput!) {\n  unlinkAccount(input: $input) {\n    ...UserAccounts\n  }\n}"): typeof import('./graphql.ts').UnlinkAccountDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
