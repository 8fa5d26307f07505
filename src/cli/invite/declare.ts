import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import type { Plan } from '../plan.ts';
import { withService } from '../service/options.ts';
import type { InviteCommandOptions, ResultsOptions } from './options.ts';

/** `rollcall invite`. */
export function declareInvite(program: Command, context: CommandContext, plan: Plan): void {
  withExamples(withService(program.command('invite')), [
    'rollcall invite zim:groupA usera userb',
    'rollcall invite tencent:@TGS#2J4SZEAEL people.csv --dry-run',
    'grep staff people.txt | rollcall invite imkit:room1 - --json',
  ])
    .description('invite members into a group, and tell what becomes of each')
    .argument('<groupId>', 'connection:group')
    .argument('<accounts...>', 'accounts, files of accounts, or - for standard input')
    .option('--reason <text>', 'shown to whoever approves; for providers that take REASON')
    .option('--operator <account>', 'on whose behalf; for providers that take OPERATOR')
    .option('--require-consent', 'invitees accept first; for providers that take REQUIRE_CONSENT')
    .option('--no-require-consent', 'invitees are in at once, where that is not the default')
    .option('--silent', 'nobody in the group is notified; for providers that take SILENT')
    .option('--system-message', 'the group is told; for providers that take SYSTEM_MESSAGE')
    .option('--no-system-message', 'the group is not told, where that is not the default')
    .option('--joined-at <time>', 'when they count as having joined, ISO 8601; for providers that take JOINED_AT')
    .option('--users', 'the ids are those of users, whose linked accounts are invited')
    .option('--csv', 'every file is a table, whatever it is called: its column of accounts counts, or the first one')
    .option('--literal', 'every argument is an account, whatever files there are')
    .option('--idempotency-key <key>', 'go on with an invite that broke off; what was taken is not sent again')
    .option('--no-wait', 'leave when the service has stored the invites')
    .option('--dry-run', 'invite nobody, and tell what would be sent')
    .option('--json', 'a line of JSON for each outcome, and one for the whole')
    .action((groupId: string, sources: string[], options: InviteCommandOptions) =>
      plan(async () => {
        const { invite } = await import('./invite.ts');
        return invite(groupId, sources, options, context);
      }),
    );
}

/** `rollcall results`: the end of an invite that somebody has left. */
export function declareResults(program: Command, context: CommandContext, plan: Plan): void {
  withService(program.command('results'))
    .description('follow invites that go on by themselves, and tell what becomes of each member')
    .argument('<operationIds...>', 'as `rollcall invite` has told them')
    .option('--json', 'a line of JSON for each outcome, and one for the whole')
    .action((operationIds: string[], options: ResultsOptions) =>
      plan(async () => {
        const { tellResults } = await import('./results.ts');
        return tellResults(operationIds, options, context);
      }),
    );
}
