import type { Config } from '../../config/config.ts';
import { loadForced } from '../configuration/load.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { placeOf } from '../store/place.ts';
import { inspectConnection } from './connection/inspect.ts';
import type { DoctorOptions } from './options.ts';
import { type Finding, look } from './finding.ts';
import { inspectAccess } from './process/access.ts';
import { inspectAddress, isPort } from './process/address.ts';
import { inspectStore } from './process/store.ts';
import { inspectWire } from './process/wire.ts';
import { groupOf, publicUrlOf } from './questions.ts';
import { reportAsJson, reportToPeople } from './report.ts';

/** `rollcall doctor`: everything at once, told in the order of the configuration. */
export async function doctor(options: DoctorOptions, context: CommandContext): Promise<ExitCode> {
  const { environment, terminal } = context;
  const { config, findings } = readConfiguration(options.config, environment);
  const group = groupOf(options.group, config);
  const publicUrl = publicUrlOf(options.publicUrl);
  const looks = [
    inspectAddress(config, context),
    inspectStore(placeOf(config, environment, options.dataDir)),
    ...(config === null ? [] : [inspectWire(config), inspectAccess(config, context.clock)]),
    ...(config?.connections ?? []).map((settings, _, connections) =>
      inspectConnection(settings, connections, { group, publicUrl }, context),
    ),
  ];
  findings.push(...(await Promise.all(looks)).flat());
  await (options.json === true ? reportAsJson : reportToPeople)(findings, terminal);
  return findings.some(({ verdict }) => verdict === 'fault') ? EXIT.notAllWell : EXIT.done;
}

function readConfiguration(
  path: string | undefined,
  environment: CommandContext['environment'],
): { config: Config | null; findings: Finding[] } {
  const { ok, skipped, fault } = look('configuration', 'file');
  if (path === undefined) {
    const port = environment['PORT'] ?? '';
    const none = skipped('none is named with --config or ROLLCALL_CONFIG: the sandbox is served');
    return { config: null, findings: isPort(Number(port)) ? [none] : [none, noPort(port)] };
  }
  const { loaded } = loadForced(path, environment);
  if ('problems' in loaded) {
    const findings = loaded.problems.map(({ path: key, message }) =>
      fault({ code: 'configuration', why: `${key}: ${message}`, advice: 'docs/configuration.md has all keys' }),
    );
    return { config: null, findings };
  }
  const { config } = loaded;
  return { config, findings: [ok(`${path} names ${config.connections.length} connections`)] };
}

// A configuration says so by itself.
const noPort = (text: string): Finding =>
  look('configuration', 'PORT').fault({
    code: 'configuration',
    why: `it is ${JSON.stringify(text)}, and no port`,
    advice: 'give PORT a number up to 65535, or leave it out',
  });
