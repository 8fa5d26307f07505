import { readFileSync } from 'node:fs';
import type { InviteExample } from '../kernel/invite-example.ts';

/** A document that runs without variables: GraphiQL would open its first tab without them. */
export interface PlaygroundTab {
  readonly query: string;
}

const readOperation = (name: string): string =>
  readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');

/** The first example of each connection; a form to be filled in for a connection that has none. */
export const onePerConnection = (
  connectionIds: readonly string[],
  examples: readonly InviteExample[],
): InviteExample[] =>
  connectionIds.map(
    (id) =>
      examples.find(({ connectionId }) => connectionId === id) ?? {
        connectionId: id,
        groupId: `${id}:GROUP`,
        accounts: ['ACCOUNT'],
      },
  );

/** What the file says after its first field: the selection, and the fragments in it. */
const selectionOf = (operation: string): string =>
  operation.slice(operation.indexOf(') {', operation.indexOf('\n  ')) + 3);

/**
 * The page at `/playground`: GraphiQL with everything that it needs inside, so that it works without the internet, with a
 * ready-made tab for each of {@link playgroundTabs}. It is made when it is first asked for: GraphiQL takes a tenth of a second
 * and 50 MiB, and many a service is never looked at.
 */
export function createPlayground(examples: readonly InviteExample[]): () => Promise<string> {
  const tabs = playgroundTabs(examples);
  let page: Promise<string> | undefined;
  return () => (page ??= renderPlayground(tabs));
}

/** GraphiQL moves a tab when it gets the focus, so that the click that gave it misses. */
const TABS_STAND_STILL = '<style>.graphiql-tab { transform: none !important }</style>';

async function renderPlayground(tabs: readonly PlaygroundTab[]): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Rollcall',
    logo: LOGO,
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    defaultEditorToolsVisibility: false,
    defaultTabs: [...tabs],
  });
  return html.replace('</head>', () => `${TABS_STAND_STILL}</head>`);
}

/** An invite for each connection, the live changes of the first group, its members now, a removal from it, and what is configured. */
export function playgroundTabs(examples: readonly InviteExample[]): PlaygroundTab[] {
  const group = examples[0]?.groupId ?? 'connection:group';
  return [
    ...examples.map((example) => ({ query: inviteText(example) })),
    { query: changesText(group) },
    { query: refreshText(group) },
    { query: removalText(group, examples[0]?.accounts[0] ?? 'ACCOUNT') },
    { query: readOperation('connections') },
  ];
}

const inviteText = ({ connectionId, groupId, accounts }: InviteExample): string => `\
# Whoever is not settled in 5 s is MemberQueued.
mutation Invite${pascalCase(connectionId)} {
  inviteMembers(
    input: {
      groupId: ${quote(groupId)}
      members: [
        ${accounts.map((account) => `{ account: ${quote(account)} }`).join('\n        ')}
      ]
    }
  ) {${selectionOf(readOperation('invite-members'))}`;

const changesText = (groupId: string): string => `\
# Stays open: invite into this group elsewhere.
subscription LiveChanges {
  memberStateChanged(groupId: ${quote(groupId)}) {${selectionOf(readOperation('member-state-changed'))}`;

const refreshText = (groupId: string): string => `\
# Asks the provider now.
mutation RefreshGroup {
  refreshGroup(groupId: ${quote(groupId)}) {${selectionOf(readOperation('refresh-group'))}`;

const removalText = (groupId: string, account: string): string => `\
mutation RemoveMembers {
  removeMembers(input: { groupId: ${quote(groupId)}, accounts: [${quote(account)}] }) {${selectionOf(readOperation('remove-members'))}`;

/** A string of GraphQL that may stand inside a script. */
const quote = (text: string): string => JSON.stringify(text).replaceAll('<', String.raw`\u003c`);

/** `tencent-app` as `TencentApp`: the operation's name is the title of its tab. */
const pascalCase = (id: string): string =>
  id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Three ticks in a list. */
const LOGO = `<svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" \
stroke-linejoin="round" style="margin-right:8px"><path d="m2 4 2 2 3-4M2 10l2 2 3-4M2 16l2 2 3-4M10 4h8M10 10h8M10 16h8"/></svg>`;
