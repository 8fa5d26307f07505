import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanList, MAX_ID_BYTES, MAX_MEMBERS } from '../../console/invite/clean.ts';

const clean = (text: string) => {
  const { names, dropped } = cleanList(text);
  return { names, dropped: Object.fromEntries(dropped) };
};

describe('a list that somebody pastes', () => {
  it.each([
    ['one below the other', 'anna\nben\r\ncarl', ['anna', 'ben', 'carl']],
    [
      'separated, in any way',
      'anna, ben;carl\tdora erik，fritz、gerd',
      'anna ben carl dora erik fritz gerd'.split(' '),
    ],
    ['with marks that nobody sees', '\uFEFFanna\u200B\n\u202Aben\u202C', ['anna', 'ben']],
    ['with empty lines and ends', '\n\n anna ,,\n;\n ben \n\n', ['anna', 'ben']],
    ['quoted, where separators belong to a name', '"van, anna",ben\n"a ""b"" c"', ['van, anna', 'ben', 'a "b" c']],
    ['with names of all kinds', '@TGS#2J4SZEAEL\n用户1\nwxid_a-b.c', ['@TGS#2J4SZEAEL', '用户1', 'wxid_a-b.c']],
  ])('is read %s', (_, text, names) => {
    expect(clean(text)).toEqual({ names, dropped: {} });
  });

  it('counts what is named again once, and says how often it was', () => {
    expect(clean('anna\nben\nanna, anna')).toEqual({ names: ['anna', 'ben'], dropped: { duplicate: 2 } });
  });

  it('takes the column of a table that has names, and leaves the others out', () => {
    const table = 'No,User ID,City\n1,anna,Bonn\n2,"ben",\n3,,Ulm';
    expect(clean(table)).toEqual({ names: ['anna', 'ben'], dropped: { heading: 3, otherColumn: 5 } });
    expect(clean('账号\t姓名\nwx1\t安娜')).toEqual({ names: ['wx1'], dropped: { heading: 2, otherColumn: 1 } });
  });

  it('leaves out what cannot be a name', () => {
    const long = 'é'.repeat(MAX_ID_BYTES / 2);
    expect(clean(`${long}\n${long}e\nbro\uFFFDken\nnu\u0000ll`)).toEqual({
      names: [long],
      dropped: { tooLong: 1, unreadable: 2 },
    });
  });

  it('ends at the limit of one operation, and says how many are beyond it', () => {
    const text = Array.from({ length: MAX_MEMBERS + 3 }, (_, index) => `user${index}`).join('\n');
    const { names, dropped } = clean(`${text}\nuser0`);
    expect([names.length, names.at(-1)]).toEqual([MAX_MEMBERS, `user${MAX_MEMBERS - 1}`]);
    expect(dropped).toEqual({ beyondLimit: 3, duplicate: 1 });
  });

  it('loses nobody and invents nobody, however the names are quoted and separated', () => {
    const name = fc.stringMatching(/^[a-z0-9"_@#. -]{1,12}$/).filter((text) => text.trim() === text);
    const separator = fc.constantFrom('\n', '\r\n', ',', ';', '\t', '，', ' ,\n', '\n\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, separator), { minLength: 1, maxLength: 30 }), (entries) => {
        const text = entries.map(([each, end]) => `"${each.replaceAll('"', '""')}"${end}`).join('');
        const { names, dropped } = cleanList(`"first"\n${text}`);
        expect(names).toEqual([...new Set(['first', ...entries.map(([each]) => each)])]);
        expect(dropped.get('duplicate') ?? 0).toBe(entries.length + 1 - names.length);
      }),
      { seed: 7 },
    );
  });
});
