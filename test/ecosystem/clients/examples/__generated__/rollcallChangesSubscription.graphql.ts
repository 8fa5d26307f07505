/**
 * @generated SignedSource<<912059203a80bc4ae080e6141217b493>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type MemberState = "CANCELLED" | "DECLINED" | "EXPIRED" | "FAILED" | "INVITED" | "JOINED" | "LEFT" | "QUEUED" | "REMOVED" | "%future added value";
export type rollcallChangesSubscription$variables = {
  after?: string | null | undefined;
  groupId: string;
};
export type rollcallChangesSubscription$data = {
  readonly memberStateChanged: {
    readonly cursor: string;
    readonly membership: {
      readonly __typename: "Membership";
      readonly account: string;
      readonly id: string;
      readonly state: MemberState;
    };
    readonly sequence: number;
    readonly to: MemberState;
  };
};
export type rollcallChangesSubscription = {
  response: rollcallChangesSubscription$data;
  variables: rollcallChangesSubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "after"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "groupId"
},
v2 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "after",
        "variableName": "after"
      },
      {
        "kind": "Variable",
        "name": "groupId",
        "variableName": "groupId"
      }
    ],
    "concreteType": "MemberStateChange",
    "kind": "LinkedField",
    "name": "memberStateChanged",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "cursor",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "sequence",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "to",
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
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "__typename",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          },
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
            "kind": "ScalarField",
            "name": "state",
            "storageKey": null
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
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "rollcallChangesSubscription",
    "selections": (v2/*:: as any*/),
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "rollcallChangesSubscription",
    "selections": (v2/*:: as any*/)
  },
  "params": {
    "cacheID": "51ac2f5106cfcbd5106b323e5c856347",
    "id": null,
    "metadata": {},
    "name": "rollcallChangesSubscription",
    "operationKind": "subscription",
    "text": "subscription rollcallChangesSubscription(\n  $groupId: ID!\n  $after: String\n) {\n  memberStateChanged(groupId: $groupId, after: $after) {\n    cursor\n    sequence\n    to\n    membership {\n      __typename\n      id\n      account\n      state\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "872897835f9c0810262e1cd3c7d8dcde";

export default node;
