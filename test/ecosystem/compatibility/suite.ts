import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Program } from '../../e2e/processes.ts';
import { type LoopbackProgram, runOnLoopback } from '../support/loopback-program.ts';

const { resolve } = createRequire(import.meta.url);

/** Apollo's subgraph compatibility suite: 23 tests with Jest, and two subgraphs beside the one that is tested. */
const SUITE = dirname(resolve('@apollo/federation-subgraph-compatibility-tests/package.json'));

/** The schema of the subgraph that is to be tested, as the suite asks for it. */
export const readProductsSdl = (): string => readFileSync(join(SUITE, 'products.graphql'), 'utf8');

/** A subgraph that the suite brings along. */
export interface Companion extends LoopbackProgram {
  readonly name: string;
  readonly sdl: string;
}

/** Runs the suite's own program for a subgraph. */
export async function startCompanion(name: 'users' | 'inventory'): Promise<Companion> {
  const folder = join(SUITE, 'dist/subgraphs', name);
  const sdl = readFileSync(join(folder, `${name}.graphql`), 'utf8');
  return { ...(await runOnLoopback(['index.js'], folder)), name, sdl };
}

/** What became of one of the suite's tests; `said` is why it failed. */
export interface SuiteResult {
  readonly title: string;
  readonly status: string;
  readonly said: string;
}

interface JestReport {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

export interface SuiteOptions {
  readonly productsUrl: string;
  /** Where what the suite sends to its router at http://localhost:4000/ really goes: an HTTP proxy. */
  readonly routerProxyUrl: string;
  /** Where Jest may keep files. */
  readonly cacheFolder: string;
}

/** Runs the whole suite with its own Jest. */
export async function runSuite({ productsUrl, routerProxyUrl, cacheFolder }: SuiteOptions): Promise<SuiteResult[]> {
  const config = join(SUITE, 'federation-jest.config.js');
  const how = ['--ci', '--json', '--runInBand', '--cacheDirectory', cacheFolder, '--config', config];
  const env = { PRODUCTS_URL: productsUrl, HTTP_PROXY: routerProxyUrl, NO_PROXY: new URL(productsUrl).hostname };
  await using jest = Program.run(process.execPath, [resolve('jest/bin/jest'), join(SUITE, 'dist/tests'), ...how], {
    env,
  });
  await jest.ended;
  if (!jest.stdout.startsWith('{')) throw new Error(`the suite did not run:\n${jest.stdout}${jest.stderr}`);
  const { testResults } = JSON.parse(jest.stdout) as JestReport;
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status, failureMessages }) => ({
      title: [...ancestorTitles, title].join(' › '),
      status,
      said: failureMessages.join('\n'),
    })),
  );
}
