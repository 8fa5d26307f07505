import type { DropReason } from '../../invite/clean.ts';
import type { InviteOption } from '../../graphql/generated/graphql.ts';

const dropped: Record<DropReason, (count: string) => string> = {
  duplicate: (count) => `named twice: ${count}`,
  heading: (count) => `headings: ${count}`,
  otherColumn: (count) => `in other columns: ${count}`,
  tooLong: (count) => `too long: ${count}`,
  unreadable: (count) => `unreadable: ${count}`,
  beyondLimit: (count) => `beyond the limit of one operation: ${count}`,
};

const options: Record<Exclude<InviteOption, '%future added value'>, { label: string; hint: string }> = {
  REASON: { label: 'Reason', hint: 'Shown to whoever approves the invitation.' },
  REQUIRE_CONSENT: { label: 'Invitees have to accept first', hint: 'Otherwise they are in at once.' },
  SILENT: { label: 'Silently', hint: 'Nobody in the group is notified.' },
  SYSTEM_MESSAGE: { label: 'Message in the group', hint: 'It says who was added.' },
  JOINED_AT: { label: 'Joined at', hint: 'When they are to count as having joined; not in the future.' },
  OPERATOR: { label: 'On behalf of', hint: 'An account; empty: the one in the configuration.' },
};

export const english = {
  title: 'Invite into a group',
  connection: 'Connection',
  chooseConnection: 'Choose a connection',
  group: 'Group',
  groupHint: "The provider's own id of the group.",
  members: 'Whom to invite',
  membersHint:
    'Paste a list or drop a file: one below the other, separated by commas or spaces, or a table with headings.',
  file: 'Choose a file',
  fileTooLarge: 'The file is larger than 6 MB.',
  drop: 'Drop the file here',
  kind: 'The list names',
  accounts: 'Accounts at the provider',
  users: 'Users, who are linked to accounts',
  taken: (count: string) => `To invite: ${count}`,
  none: 'Nobody to invite yet',
  droppedTitle: 'Left out:',
  dropped,
  options: 'Options of this provider',
  noOptions: 'This provider takes no options.',
  option: options,
  default: 'As the provider has it',
  yes: 'Yes',
  no: 'No',
  estimate: (calls: string, duration: string) => `About ${duration} at this connection's quota (calls: ${calls})`,
  atOnce: (calls: string) => `At once, as far as this connection's quota goes (calls: ${calls})`,
  waitingBefore: (count: string) => `Members who wait for this group already and go first: ${count}.`,
  estimateMeans: 'If other groups of the connection do not wait and nothing has to be sent twice.',
  summary: 'What will be sent',
  submit: 'Invite',
  sending: 'Storing …',
  unanswered: 'the service was not reached. Press the button again: nobody is invited twice.',
  refused: (message: string) => `Not accepted: ${message}`,
  recent: 'Operations of this browser',
  examples: 'To try: these providers are simulated',
  exampleMembers: (count: string) => `${count} members`,
};
