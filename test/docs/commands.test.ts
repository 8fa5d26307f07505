import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { PATIENCE, run } from '../cli/command.ts';
import { readPage } from './pages/markdown.ts';
import { PAGES, ROOT } from './pages/pages.ts';

/** A command as a page names it. */
interface Named {
  readonly place: string;
  readonly text: string;
}

/** What stands in code in every page, line by line: in blocks that are not another language's, and within sentences. */
const CODE: readonly Named[] = PAGES.flatMap((page) => {
  const { text, blocks } = readPage(ROOT + page);
  const spans = text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/`([^`]+)`/g)].map(([, code = '']) => ({ place: `${page}:${index + 1}`, text: code })),
    );
  const lines = blocks
    .filter(({ language }) => ['', 'sh', 'bash', 'shell'].includes(language))
    .flatMap((block) =>
      block.text.split('\n').map((line, index) => ({ place: `${page}:${block.line + index}`, text: line })),
    );
  return [...spans, ...lines];
});

const named = (pattern: RegExp): (Named & { readonly groups: readonly string[] })[] =>
  CODE.flatMap(({ place, text }) =>
    [...text.matchAll(pattern)].map(([, ...groups]) => ({ place, text, groups: groups.map((group) => group ?? '') })),
  );

describe('a command of the command line that a page names', PATIENCE, () => {
  const uses = named(/(?:^|npx |\| )rollcall ([a-z]+(?: check)?)([^|;&#]*)/g);
  const help = new Map<string, string>();
  beforeAll(async () => {
    for (const [command = ''] of uses.map(({ groups }) => groups)) {
      if (help.has(command)) continue;
      const { code, stdout } = await run([...command.split(' '), '--help']);
      help.set(command, code === 0 ? stdout : '');
    }
  }, PATIENCE.timeout);

  test('is one, with options that it has', () => {
    expect(uses.length).toBeGreaterThan(30);
    const problems = uses.flatMap(({ place, text, groups: [command = '', parameters = ''] }) => {
      const options = parameters.match(/(?<=\s)--[a-z-]+/g) ?? [];
      const shown = help.get(command) ?? '';
      if (!shown.includes(`rollcall ${command}`)) return [`${place}: there is no "rollcall ${command}" (${text})`];
      return options
        .filter((option) => option !== '--help' && !new RegExp(`${option}\\b`).test(shown))
        .map((option) => `${place}: "rollcall ${command}" has no ${option}`);
    });
    expect(problems).toEqual([]);
  });
});

test('a script of npm that a page names is there', () => {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: Record<string, string> };
  const uses = named(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g);
  expect(uses.length).toBeGreaterThan(10);
  const problems = uses.flatMap(({ place, groups }) => {
    const script = groups.find((group) => group !== '') ?? '';
    return script in scripts ? [] : [`${place}: there is no script ${script}`];
  });
  expect(problems).toEqual([]);
});
