import type { ReadDesk } from '../../../datasources/datasource.ts';
import { DataSourceError, ReadRefused } from '../../../datasources/fault.ts';
import { type ConnectionSettings, createDataSource } from '../../../datasources/registry.ts';
import type { GroupRef } from '../../../kernel/ids.ts';
import type { CommandContext } from '../../context.ts';
import { type Finding, look } from '../finding.ts';

/** Whether the provider shows us one group, asked as the service asks. */
export async function inspectGroup(
  settings: ConnectionSettings,
  { externalId }: GroupRef,
  { clock, random }: CommandContext,
): Promise<Finding> {
  const { ok, skipped, fault } = look(settings.id, 'group');
  const dataSource = createDataSource(settings, { clock, random });
  const desk: ReadDesk = {
    signal: new AbortController().signal,
    readPermit: () => Promise.resolve(),
    readDeparted: () => {},
  };
  try {
    if (dataSource.reads === null) return skipped('the provider tells nothing of groups; an invite shows');
    const { name, type, memberCount } = await dataSource.reads.readGroup(externalId, desk);
    const facts = [name, type, memberCount === undefined ? undefined : `${memberCount} members`];
    return ok(`${externalId} is there: ${facts.filter((fact) => fact !== undefined).join(', ')}`);
  } catch (error) {
    if (error instanceof ReadRefused && error.reason === 'groupMissing')
      return fault({
        code: 'group-unknown',
        why: `the provider knows no group ${externalId}${codeOf(error)}`,
        advice: "copy the group's id anew, letter for letter; groups of another app or region are not known",
      });
    if (error instanceof ReadRefused || error instanceof DataSourceError)
      return fault({
        code: 'group-not-shown',
        why: `the provider does not show us the group ${externalId}${codeOf(error)}`,
        advice: 'copy its id anew, and let the account of the connection be a member that may invite',
      });
    throw error;
  } finally {
    await dataSource.close();
  }
}

const codeOf = ({ providerCode }: ReadRefused | DataSourceError): string =>
  providerCode === undefined ? '' : ` (${providerCode})`;
