/**
 * @generated SignedSource<<9f52c171c34042f1235508ecda4401f7>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type MemberState = "CANCELLED" | "DECLINED" | "EXPIRED" | "FAILED" | "INVITED" | "JOINED" | "LEFT" | "QUEUED" | "REMOVED" | "%future added value";
export type rollcallMembershipQuery$variables = {
  id: string;
};
export type rollcallMembershipQuery$data = {
  readonly membership: {
    readonly account: string;
    readonly id: string;
    readonly state: MemberState;
  } | null | undefined;
};
export type rollcallMembershipQuery = {
  response: rollcallMembershipQuery$data;
  variables: rollcallMembershipQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "id",
        "variableName": "id"
      }
    ],
    "concreteType": "Membership",
    "kind": "LinkedField",
    "name": "membership",
    "plural": false,
    "selections": [
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
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "rollcallMembershipQuery",
    "selections": (v1/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "rollcallMembershipQuery",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "6654d266c520920151f39d1a1ac13328",
    "id": null,
    "metadata": {},
    "name": "rollcallMembershipQuery",
    "operationKind": "query",
    "text": "query rollcallMembershipQuery(\n  $id: ID!\n) {\n  membership(id: $id) {\n    id\n    account\n    state\n  }\n}\n"
  }
};
})();

(node as any).hash = "6d8094f3fc1253a6b22103d0c2c78166";

export default node;
