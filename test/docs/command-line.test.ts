import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { PATIENCE, run } from '../cli/command.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const PAGE = readFileSync(`${ROOT}docs/command-line.md`, 'utf8');
const cited = new Set([...PAGE.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]));

it('tells every exit code', () => {
  const codes = [...PAGE.matchAll(/^\| (\d+) +\|/gm)].map((match) => Number(match[1]));
  expect(codes).toEqual(Object.values(EXIT));
});

it('tells every code of the doctor, and none that there is not', () => {
  const sources = globSync('src/cli/doctor/**/*.ts', { cwd: ROOT }).map((path) => readFileSync(ROOT + path, 'utf8'));
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/(?:code|refused|unknownHost|timeout|certificate|broken): '([a-z]+(?:-[a-z]+)*)'/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  const known = new Set(codes.filter((code) => !['ok', 'skipped'].includes(code)));
  expect(known.size).toBeGreaterThan(30);
  const table = PAGE.slice(PAGE.indexOf('| `code`'), PAGE.indexOf('What it cannot tell'));
  const told = table
    .split('\n')
    .slice(2)
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)]);
  expect(new Set(told.map((match) => match[1]))).toEqual(known);
});

it('tells every command and every option', PATIENCE, async () => {
  const { stdout: help } = await run(['--help']);
  const commands = help.slice(help.indexOf('Commands:'), help.indexOf('Examples:'));
  const names = [...commands.matchAll(/^ {2}(\w+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) expect(PAGE).toContain(`| \`rollcall ${name}`);
  const options = new Set<string>();
  for (const name of names) {
    const { stdout } = await run(name === 'config' ? ['config', 'check', '--help'] : [name, '--help']);
    const own = stdout.slice(stdout.indexOf('Options:'), stdout.indexOf('Global Options:'));
    for (const [, option = ''] of own.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)) options.add(option);
  }
  expect(options.size).toBeGreaterThan(25);
  const untold = [...options].filter(
    (option) => ![...cited].some((text) => new RegExp(`${option}\\b`).test(text ?? '')),
  );
  expect(untold).toEqual([]);
});
