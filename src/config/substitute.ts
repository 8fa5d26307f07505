import type { Environment } from './environment.ts';
import type { Issue } from './issues.ts';
import { formatPath, type Problem } from './problem.ts';
import { isKeys, type Keys, valueAt } from './tree.ts';

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const ONE_VARIABLE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;

/** Keys whose variable may be unset: then they are absent, and the embedded store and no wire are used. */
const OPTIONAL_PATHS: readonly string[] = ['store.url', 'events.url'];

/** A parsed file after its variables were replaced. */
export interface Substituted {
  readonly value: unknown;
  /** Where a whole value came from one variable: only there may a text stand for a number or a truth value. */
  readonly fromVariable: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/**
 * Replaces `${NAME}` in every text of a parsed file. A variable that is not set is a problem, for an absent secret must
 * not pass as an empty one.
 */
export function substituteEnvironment(raw: unknown, environment: Environment): Substituted {
  const problems: Problem[] = [];
  const fromVariable = new Set<string>();
  return { value: walk(raw, []), fromVariable, problems };

  function walk(value: unknown, path: readonly PropertyKey[]): unknown {
    if (typeof value === 'string') return replace(value, path);
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
    if (!isKeys(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]));
  }

  function replace(text: string, path: readonly PropertyKey[]): string | undefined {
    const where = formatPath(path);
    if (ONE_VARIABLE.test(text)) fromVariable.add(where);
    const unset: string[] = [];
    const replaced = text.replace(VARIABLE, (_match, name: string) => {
      const value = environment[name];
      if (value === undefined || value === '') unset.push(name);
      return value ?? '';
    });
    if (unset.length === 0) return replaced;
    if (OPTIONAL_PATHS.includes(where)) return undefined;
    problems.push({ path: where, message: `the environment variable ${unset.join(', ')} is not set` });
    return replaced;
  }
}

/** A copy in which texts that came from variables are the numbers and truth values that the schema has missed there. */
export function readAsExpected(root: unknown, issues: readonly Issue[], fromVariable: ReadonlySet<string>): unknown {
  const read = structuredClone(root);
  for (const issue of issues) {
    const key = issue.path.at(-1);
    if (issue.code !== 'invalid_type' || key === undefined || !fromVariable.has(formatPath(issue.path))) continue;
    const parent = valueAt(read, issue.path.slice(0, -1)) as Keys;
    parent[key] = readScalar(String(parent[key]), issue.expected);
  }
  return read;
}

function readScalar(text: string, expected: string): unknown {
  if (expected === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
