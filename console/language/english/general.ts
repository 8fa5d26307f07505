import type { ChatProvider } from '../../graphql/generated/graphql.ts';

const providers: Record<Exclude<ChatProvider, '%future added value'>, string> = {
  GEWE: 'WeChat (GeWe)',
  TENCENT_IM: 'Tencent IM',
  TENCENT_IM_SDK: 'Tencent IM SDK',
  IMKIT: 'IMKit',
  ZEGO_ZIM: 'ZEGO ZIM',
};

export const english = {
  skip: 'Skip to the content',
  navigation: { label: 'Pages', invite: 'Invite', groups: 'Groups', users: 'People', connections: 'Connections' },
  language: 'Language',
  theme: { label: 'Colours', system: 'System', light: 'Light', dark: 'Dark' },
  providers,
  loading: 'Loading …',
  nowhere: 'There is no such page.',
  toStart: 'To the start',
  close: 'Close',
  copied: 'Copied',
  notCopied: 'Could not be copied',
  offline: 'The connection is lost. It is tried again; what happens meanwhile is caught up with.',
  unreachable: 'The service cannot be reached. It is tried again every few seconds.',
  again: 'Try again',
  unavailable: {
    title: 'This page cannot be shown',
    why: 'The service may have been upgraded since this tab was opened. Loading the page anew gets what belongs together.',
    reload: 'Load the page anew',
  },
  door: {
    whatToDo: 'What to do',
    routersOnly: {
      title: 'Only the router is answered here',
      why: 'auth.routerSecret is set, so this service answers requests that show the secret and no others. A browser cannot show it without giving it away.',
      what: [
        'Run one more instance for people: the same store, events and connections, auth.jwt instead of auth.routerSecret, on an address that only they reach. Instances are equal, so it shows everything.',
        'Or put a proxy that people sign in to in front of this one, and let it add the header x-router-secret, for the WebSocket at /graphql too.',
      ],
    },
    listedOnly: {
      title: 'Only listed documents are answered here',
      why: 'documents.onlyTrusted is set, and the documents of this console are not in the list. Without auth.jwt the list alone decides what callers may do, so the service does not add them by itself.',
      what: [
        'Add the entries of dist/console/site/documents.json to the list that documents.trusted names, and start the service anew.',
        'Or set auth.jwt: then scopes decide who may do what, and the console of the service is listed by itself.',
      ],
    },
  },
  signIn: {
    title: 'Sign in',
    explanation: 'This service answers only whoever shows a token.',
    token: 'Token',
    hint: 'It is kept by this tab until it is closed, and sent to this service alone.',
    submit: 'Sign in',
    out: 'Sign out',
    over: 'Changes do not arrive any more: the service wants a token that is still good.',
  },
};
