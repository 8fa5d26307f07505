import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import {
  KnownDocuments,
  MAX_DOCUMENT_CHARACTERS,
  MAX_DOCUMENTS,
  MAX_KEPT_CHARACTERS,
} from '../../../src/graphql/document-store.ts';

const document = parse('{ a }');
const entry = (text: string) => ({ text, hash: `hash of ${text.slice(0, 20)} ${text.length}`, document });
const longText = (start: string, characters: number): string => start.padEnd(characters);

describe('documents that are known', () => {
  it('are those that were used last', () => {
    const known = new KnownDocuments();
    for (let n = 0; n < MAX_DOCUMENTS; n++) known.keep(entry(`${n}`));
    expect(known.find('0')).toEqual(entry('0'));
    known.keep(entry('one more'));
    expect(known.find('0')).toEqual(entry('0'));
    expect(known.find('1')).toBeUndefined();
    expect(known.find('one more')).toEqual(entry('one more'));
  });

  it('have no more text than fits, however few they are', () => {
    const known = new KnownDocuments();
    const texts = Array.from({ length: 17 }, (_, n) => longText(`${n} `, MAX_KEPT_CHARACTERS));
    expect(texts.join('').length).toBeGreaterThan(MAX_DOCUMENT_CHARACTERS);
    for (const text of texts) known.keep(entry(text));
    expect(texts.map((text) => known.find(text) !== undefined)).toEqual([false, ...Array(16).fill(true)]);
  });

  it('are none that carry a crowd inside, for which nothing is dropped either', () => {
    const known = new KnownDocuments();
    known.keep(entry('small'));
    const large = longText('large', MAX_KEPT_CHARACTERS + 1);
    known.keep(entry(large));
    expect(known.find(large)).toBeUndefined();
    expect(known.find('small')).toEqual(entry('small'));
  });

  it('are found by their hash behind any prefix, as long as they are kept', async () => {
    const known = new KnownDocuments();
    const store = known.asDocumentStore();
    known.keep({ text: 'a', hash: 'abc', document });
    expect(await store.get('schema:abc')).toBe(document);
    expect(await store.get('abc')).toBe(document);
    expect(await store.get('schema:abd')).toBeUndefined();
    for (let n = 0; n < MAX_DOCUMENTS; n++) known.keep(entry(`${n}`));
    expect(await store.get('schema:abc')).toBeUndefined();
  });

  it('do not come from anybody but their reader', async () => {
    const known = new KnownDocuments();
    const store = known.asDocumentStore();
    await store.set('schema:abc', document);
    expect(await store.get('schema:abc')).toBeUndefined();
    expect(await store.delete('schema:abc')).toBe(false);
  });

  it('are found by their hash, also the long ones, while a request holds them', async () => {
    const known = new KnownDocuments();
    const held = { ...entry(longText('large', MAX_KEPT_CHARACTERS + 1)), hash: 'abc' };
    known.keep(held);
    expect(await known.asDocumentStore().get('schema:abc')).toBe(held.document);
  });
});
