import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { type Config, configSchema, findConflicts } from './config.ts';
import type { Environment } from './environment.ts';
import { describeIssues, type Issue } from './issues.ts';
import type { Problem } from './problem.ts';
import { readAsExpected, substituteEnvironment } from './substitute.ts';
import { isKeys, type Keys } from './tree.ts';

/** What the process runs with, or everything that is wrong with it. */
export type Loaded = { readonly config: Config } | { readonly problems: readonly Problem[] };

/**
 * Reads a configuration file, replaces `${NAME}`, lays the environment over it and checks the whole.
 *
 * @param path of a YAML or JSON file
 */
export function loadConfig(path: string, environment: Environment): Loaded {
  const read = readFile(path);
  return 'problems' in read ? read : checkConfig(read.value, environment);
}

/** The same for a configuration that is in memory already. */
export function checkConfig(raw: unknown, environment: Environment): Loaded {
  const substituted = substituteEnvironment(raw, environment);
  const unset = new Set(substituted.problems.map((problem) => problem.path));
  const merged = overlay(substituted.value, environment);
  const { config, issues, value } = parse(merged, substituted.fromVariable);
  const problems = [
    ...substituted.problems,
    // What is missing because its variable is not set has been said.
    ...describeIssues(issues, value).filter((problem) => !unset.has(problem.path)),
    ...findConflicts(value),
  ];
  if (config !== undefined && problems.length === 0) return { config };
  return { problems: problems.map((problem) => nameVariable(problem, environment)) };
}

interface Parsed {
  readonly config: Config | undefined;
  readonly issues: readonly Issue[];
  /** What was checked in the end. */
  readonly value: unknown;
}

function parse(value: unknown, fromVariable: ReadonlySet<string>): Parsed {
  const first = configSchema.safeParse(value, { reportInput: false });
  if (first.success) return { config: first.data, issues: [], value };
  const read = readAsExpected(value, first.error.issues, fromVariable);
  const second = configSchema.safeParse(read, { reportInput: false });
  return { config: second.data, issues: second.error?.issues ?? [], value: read };
}

function readFile(path: string): { value: unknown } | { problems: Problem[] } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { problems: [{ path: 'ROLLCALL_CONFIG', message: `the file ${path} cannot be read` }] };
  }
  // Neither the parser's pretty errors nor those that it throws are shown: they quote the file, in which there are secrets.
  const document = parseDocument(text, { prettyErrors: false });
  const lineOf = (position: number): string => `line ${text.slice(0, position).split('\n').length}`;
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(({ pos, code }) => ({
        path: lineOf(pos[0]),
        message: code.toLowerCase().replaceAll('_', ' '),
      })),
    };
  }
  try {
    return { value: document.toJS() as unknown };
  } catch {
    const message = 'has an alias without its anchor: a text that begins with * or & needs quotes';
    return { problems: [{ path: 'the file', message }] };
  }
}

/** Environment variables that win over the file, and the keys that they stand for. */
const VARIABLES = [
  { name: 'HOST', section: 'server', key: 'host' },
  { name: 'PORT', section: 'server', key: 'port' },
  { name: 'DATABASE_URL', section: 'store', key: 'url' },
  { name: 'EVENTS_URL', section: 'events', key: 'url' },
] as const;
/** Their names. */
export const OVERRIDING_VARIABLES: readonly string[] = VARIABLES.map(({ name }) => name);

const isGiven = (name: string, environment: Environment): boolean => (environment[name] ?? '') !== '';

function overlay(raw: unknown, environment: Environment): unknown {
  if (!isKeys(raw)) return raw;
  const merged: Keys = { ...raw };
  for (const { name, section, key } of VARIABLES) {
    if (!isGiven(name, environment)) continue;
    const text = environment[name];
    const value = key === 'port' && /^\d+$/.test(text ?? '') ? Number(text) : text;
    merged[section] = { ...(isKeys(merged[section]) ? merged[section] : {}), [key]: value };
  }
  return merged;
}

/** What is wrong with a key that came from a variable is wrong with the variable. */
export function nameVariable(problem: Problem, environment: Environment): Problem {
  const variable = VARIABLES.find(({ section, key }) => problem.path === `${section}.${key}`);
  if (variable === undefined || !isGiven(variable.name, environment)) return problem;
  return { path: variable.name, message: problem.message };
}
