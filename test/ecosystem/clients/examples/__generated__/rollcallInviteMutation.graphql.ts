/**
 * @generated SignedSource<<ac15b51613a71db28ce1835371ea16a2>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type InviteAwaiting = "CONFIRMATION" | "CONSENT" | "%future added value";
export type InviteFailureReason = "GROUP_FULL" | "GROUP_NOT_FOUND" | "INVALID_ACCOUNT" | "INVALID_GROUP" | "INVITES_UNSUPPORTED" | "OPERATOR_IS_INVITEE" | "OPERATOR_NOT_FOUND" | "PERMISSION_DENIED" | "PROVIDER_ERROR" | "PROVIDER_UNAVAILABLE" | "RATE_LIMITED" | "REFUSED_BY_PROVIDER" | "%future added value";
export type InviteOperationStatus = "CANCELLED" | "COMPLETED" | "RUNNING" | "%future added value";
export type MemberState = "CANCELLED" | "DECLINED" | "EXPIRED" | "FAILED" | "INVITED" | "JOINED" | "LEFT" | "QUEUED" | "REMOVED" | "%future added value";
export type InviteMembersInput = {
  groupId: string;
  idempotencyKey?: string | null | undefined;
  members: ReadonlyArray<InviteeInput>;
  operator?: string | null | undefined;
  reason?: string | null | undefined;
  requireConsent?: boolean | null | undefined;
  silent?: boolean | null | undefined;
  systemMessage?: boolean | null | undefined;
  waitMs?: number | null | undefined;
};
export type InviteeInput = {
  account?: string | null | undefined;
  joinedAt?: string | null | undefined;
  userId?: string | null | undefined;
};
export type rollcallInviteMutation$variables = {
  input: InviteMembersInput;
};
export type rollcallInviteMutation$data = {
  readonly inviteMembers: {
    readonly operation: {
      readonly id: string;
      readonly status: InviteOperationStatus;
    };
    readonly results: ReadonlyArray<{
      readonly __typename: string;
      readonly account?: string;
      readonly awaiting?: InviteAwaiting;
      readonly membership?: {
        readonly id: string;
        readonly state: MemberState;
      };
      readonly reason?: InviteFailureReason;
      readonly retryable?: boolean;
    }>;
  };
};
export type rollcallInviteMutation = {
  response: rollcallInviteMutation$data;
  variables: rollcallInviteMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "input"
  }
],
v1 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v2 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "input",
        "variableName": "input"
      }
    ],
    "concreteType": "InviteMembersPayload",
    "kind": "LinkedField",
    "name": "inviteMembers",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "InviteOperation",
        "kind": "LinkedField",
        "name": "operation",
        "plural": false,
        "selections": [
          (v1/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "status",
            "storageKey": null
          }
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": null,
        "kind": "LinkedField",
        "name": "results",
        "plural": true,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "__typename",
            "storageKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "account",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "concreteType": "Membership",
                "kind": "LinkedField",
                "name": "membership",
                "plural": false,
                "selections": [
                  (v1/*:: as any*/),
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "state",
                    "storageKey": null
                  }
                ],
                "storageKey": null
              }
            ],
            "type": "InviteMemberOutcome",
            "abstractKey": "__isInviteMemberOutcome"
          },
          {
            "kind": "InlineFragment",
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "awaiting",
                "storageKey": null
              }
            ],
            "type": "MemberInvited",
            "abstractKey": null
          },
          {
            "kind": "InlineFragment",
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "reason",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "retryable",
                "storageKey": null
              }
            ],
            "type": "MemberFailed",
            "abstractKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "rollcallInviteMutation",
    "selections": (v2/*:: as any*/),
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "rollcallInviteMutation",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "9f27b4eed96cc6991df798b5e5e33b8e",
    "id": null,
    "metadata": {},
    "name": "rollcallInviteMutation",
    "operationKind": "mutation",
    "text": "mutation rollcallInviteMutation(\n  $input: InviteMembersInput!\n) {\n  inviteMembers(input: $input) {\n    operation {\n      id\n      status\n    }\n    results {\n      __typename\n      ... on InviteMemberOutcome {\n        __isInviteMemberOutcome: __typename\n        account\n        membership {\n          id\n          state\n        }\n      }\n      ... on MemberInvited {\n        awaiting\n      }\n      ... on MemberFailed {\n        reason\n        retryable\n      }\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "42ded9fb218ea3df26b8581a78a94390";

export default node;
