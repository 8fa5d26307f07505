import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, onTestFinished } from 'vitest';
import { type SandboxProcess, startSandboxProcess } from '../../e2e/processes.ts';
import { type WireReaction, WireServer } from '../../support/wire-server.ts';
import { newFolder, PATIENCE, run, writeConfig } from '../command.ts';

/** One line of the doctor's, as its JSON has it. */
export interface Finding {
  readonly subject: string;
  readonly check: string;
  readonly verdict: string;
  readonly code: string;
  readonly why: string;
  readonly advice: string | null;
}

/** What is changed in which of the sandbox's connections; undefined leaves a key out. */
export type Changes = Readonly<Record<string, object>>;

export const ALL: Changes = { wechat: {}, tencent: {}, 'tencent-app': {}, imkit: {}, zim: {} };

export interface Practice {
  /** The providers; once the tests run. */
  readonly sandbox: () => SandboxProcess;
  /** Plants something at the sandbox, until the end of the test. */
  readonly order: (body: object) => Promise<void>;
  /** The sandbox's connections that are named, with their changes. */
  readonly connections: (changes: Changes) => Record<string, unknown>[];
  /** What the doctor tells of a configuration, and the code with which it ends. */
  readonly diagnose: (
    configuration: object,
    parameters?: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ) => Promise<{ code: number | null; findings: Finding[]; wrong: string[] }>;
  /** The same of some of the sandbox's connections. */
  readonly examine: (
    changes: Changes,
    parameters?: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ) => ReturnType<Practice['diagnose']>;
}

/** A sandbox for the tests of the file that calls this, and the doctor who looks at it. */
export function openPractice(): Practice {
  let sandbox: SandboxProcess;
  beforeAll(async () => {
    sandbox = await startSandboxProcess();
  }, PATIENCE.timeout);
  afterAll(() => sandbox[Symbol.asyncDispose]());
  afterEach(() => fetch(`${sandbox.url}/reset`, { method: 'POST' }));

  const connections: Practice['connections'] = (changes) =>
    sandbox.connections.filter(({ id }) => id in changes).map((one) => ({ ...one, ...changes[one.id] }));

  const diagnose: Practice['diagnose'] = async (configuration, parameters = [], environment = {}) => {
    const { code, stdout } = await run(['doctor', '--config', writeConfig(configuration), '--json', ...parameters], {
      PORT: '0',
      ROLLCALL_DATA_DIR: join(newFolder(), 'data'),
      ...environment,
    });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    for (const { verdict, advice } of findings) expect(advice === null).toBe(!['warning', 'fault'].includes(verdict));
    return { code, findings, wrong: wrongIn(findings).map((one) => `${one.subject}: ${one.verdict} ${one.code}`) };
  };

  return {
    sandbox: () => sandbox,
    connections,
    diagnose,
    examine: (changes, ...more) => diagnose({ connections: connections(changes) }, ...more),
    async order(body) {
      const response = await fetch(`${sandbox.url}/control`, { method: 'POST', body: JSON.stringify(body) });
      expect(response.status).toBe(200);
    },
  };
}

/** What is not as it should be. */
export const wrongIn = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ verdict }) => verdict === 'warning' || verdict === 'fault');

/** A server in a provider's place, until the end of the test. */
export async function stand(react: () => WireReaction): Promise<string> {
  const server = await WireServer.start();
  server.react(react);
  onTestFinished(() => server.stop());
  return server.url;
}
