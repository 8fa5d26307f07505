import { readFileSync } from 'node:fs';

/** A fenced block of code. */
export interface Block {
  /** The line of its first line of text, from 1. */
  readonly line: number;
  /** The first word behind the fence, in lower case; empty for a bare block. */
  readonly language: string;
  readonly text: string;
}

/** A link or a picture. */
export interface Link {
  readonly line: number;
  /** As it stands there, without a title. */
  readonly target: string;
}

/** What there is to check in a page. */
export interface Page {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** What may stand behind `#` in a link to it. */
  readonly anchors: ReadonlySet<string>;
}

const FENCE = /^ *(```+|~~~+) *([^\s`]*)/;
const HEADING = /^#{1,6} +(.*?)(?: +#+)? *$/;
/** `[text](target)` and `![text](target "title")`; the text may hold a picture, the target pairs of brackets. */
const INLINE = /\]\( *(?:<([^>\n]*)>|((?:[^\s()]|\([^\s()]*\))*))(?: +"[^"\n]*")? *\)/g;
const REFERENCE = /^ *\[[^\]]+\]: +<?([^\s>]+)>?/;
const HTML = /<[^>\n]* (?:href|src)="([^"\n]*)"/g;
const HTML_ANCHOR = /<[^>\n]* (?:id|name)="([^"\n]*)"/g;
const CODE_SPAN = /(`+)(?!`)(.*?[^`])\1(?!`)/g;

/** Reads a page by the rules of GitHub, as far as pages here make use of them. */
export function readPage(path: string): Page {
  return parsePage(readFileSync(path, 'utf8'));
}

export function parsePage(text: string): Page {
  const blocks: Block[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  let fence: { mark: string; language: string; line: number; text: string[] } | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const [, mark = '', language = ''] = FENCE.exec(line) ?? [];
    if (fence !== null) {
      if (mark.startsWith(fence.mark) && language === '') {
        const { line: first, language: spoken, text: lines } = fence;
        blocks.push({ line: first, language: spoken, text: lines.map((one) => `${one}\n`).join('') });
        fence = null;
      } else fence.text.push(line);
      continue;
    }
    if (mark !== '') {
      fence = { mark, language: language.toLowerCase(), line: index + 2, text: [] };
      continue;
    }
    const [, heading] = HEADING.exec(line) ?? [];
    if (heading !== undefined) anchors.add(freeAnchor(slugOf(heading), anchors));
    const prose = line.replaceAll(CODE_SPAN, (span) => ' '.repeat(span.length));
    for (const [, id = ''] of prose.matchAll(HTML_ANCHOR)) anchors.add(id);
    const targets = [
      ...[...prose.matchAll(INLINE)].map(([, bracketed, bare]) => bracketed ?? bare),
      ...[...prose.matchAll(HTML)].map(([, target]) => target),
      REFERENCE.exec(prose)?.[1],
    ];
    for (const target of targets) if (target !== undefined) links.push({ line: index + 1, target });
  }
  if (fence !== null) throw new Error(`the block that begins at line ${fence.line - 1} has no end`);
  return { text, blocks, links, anchors };
}

/** The anchor of a heading as GitHub makes it: letters, digits, hyphens and underscores of what is shown, blanks as hyphens. */
export function slugOf(heading: string): string {
  return heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<[^>]+>/g, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** Headings of equal words are numbered from the second on. */
function freeAnchor(slug: string, taken: ReadonlySet<string>): string {
  let anchor = slug;
  for (let number = 1; taken.has(anchor); number++) anchor = `${slug}-${number}`;
  return anchor;
}
