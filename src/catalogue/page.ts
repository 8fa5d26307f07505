import { errors, reasonsAsErrors, statuses } from './errors.ts';
import { inviteOutcomes, removalOutcomes } from './outcomes.ts';
import { providerCodes, withoutAnswer } from './providers.ts';
import { reasons } from './reasons.ts';
import type { Sdl } from './sdl.ts';
import { closeCodes } from './sockets.ts';
import { states, words } from './states.ts';

/** docs/outcomes.md, from the code that decides. */
export const catalogue = (sdl: Sdl): string =>
  `<!-- Written by \`npm run schema\` from the code (src/catalogue). -->

# Outcomes and errors

Everything that Rollcall can answer besides what was asked for. Each name has a heading here, so that \`docs/outcomes.md#group_full\` leads to it. Three kinds are told apart:

- **Outcomes** are values: one for each member, in a union. A member who cannot be invited is an outcome, not an error.
- **Errors** of GraphQL, with \`extensions.code\`: something is wrong with the request, with who asks, or with the service.
- **Closed sockets and statuses** where no answer in GraphQL is possible.

Keep a default branch for each of them: outcomes, reasons and codes may be added.

## Outcomes of an invite

\`inviteMembers\`, \`cancelInvites\`, \`retryInvites\` and \`InviteOperation.results\` answer with one \`InviteMemberResult\` for each distinct member, in input order. All but \`MemberQueued\` are final for the invite, with one exception: a
\`MemberInvited\` that \`cancelInvites\` took back at the provider becomes \`MemberCancelled\`. What happens to the membership afterwards is told by its state and events, not by the result.

${inviteOutcomes(sdl)}

## Outcomes of a removal

\`removeMembers\` answers with one \`RemoveMemberResult\` for each distinct account, in input order, and all of them are final. It may be called again with the same accounts: who is out is \`MemberNotInGroup\`.

${removalOutcomes(sdl)}

## Reasons

\`MemberFailed.reason\` and \`RemoveMemberFailed.reason\`. \`message\` is for people and may quote the provider; \`providerCode\` is the provider's own code.

${reasons(sdl)}

## States of a membership

Which move leads from where to where stands in [ARCHITECTURE.md](../ARCHITECTURE.md#what-becomes-of-a-membership).

${states(sdl)}

Causes of changes, as \`MemberStateChange.cause\` tells them:

${words(sdl, 'MemberChangeCause')}

## Errors

Errors of GraphQL have \`extensions.code\`; no other than these is ever sent. What is wrong with a whole request is told with a status of HTTP and the same code; what is wrong with one field stands in
\`errors\` of an answer with 200. A document or variables that are wrong get 400, but 200 where the client takes \`application/json\` and not \`application/graphql-response+json\`. Over WebSocket and in streams there are the
same errors without a status.

${statuses()}

${reasonsAsErrors()} are errors of \`refreshGroup\`, and stand among the [reasons](#reasons).

${errors()}

## Closed WebSockets

Before a socket is open, the upgrade is refused with 404 (another path), 403 (a page of another origin), 401 (without the router's secret) or 503 (the process drains), without a body.
Otherwise it is closed with one of these codes. The legacy subprotocol is told what is wrong in \`connection_error\` first.

${closeCodes()}

## Codes of providers

What becomes of members by what the provider says. A retry that waits uses up an attempt (\`retry.attempts\` of the connection, 8); one that leaves at once does not. Members whose attempts are used up are
\`MemberFailed\` with \`PROVIDER_UNAVAILABLE\` and \`retryable\`. While a circuit is open nothing is sent and no attempt is used up.

For every provider:

${withoutAnswer()}

${providerCodes()}
`;
