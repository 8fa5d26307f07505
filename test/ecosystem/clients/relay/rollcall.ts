import { graphql } from 'relay-runtime';

export const membersQuery = graphql`
  query rollcallMembersQuery($group: ID!, $first: Int!, $after: String) {
    group(id: $group) {
      id
      name
      memberships(first: $first, after: $after) @connection(key: "Group_memberships") {
        edges {
          node {
            id
            account
            state
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

export const membershipQuery = graphql`
  query rollcallMembershipQuery($id: ID!) {
    membership(id: $id) {
      id
      account
      state
    }
  }
`;

export const inviteMutation = graphql`
  mutation rollcallInviteMutation($input: InviteMembersInput!) {
    inviteMembers(input: $input) {
      operation {
        id
        status
      }
      results {
        __typename
        ... on InviteMemberOutcome {
          account
          membership {
            id
            state
          }
        }
        ... on MemberInvited {
          awaiting
        }
        ... on MemberFailed {
          reason
          retryable
        }
      }
    }
  }
`;

export const changesSubscription = graphql`
  subscription rollcallChangesSubscription($groupId: ID!, $after: String) {
    memberStateChanged(groupId: $groupId, after: $after) {
      cursor
      sequence
      to
      membership {
        __typename
        id
        account
        state
      }
    }
  }
`;
