import { SaxesParser } from 'saxes';

/** The longest system message that is parsed, in characters; one about 500 members stays below. */
export const MAX_SYSMSG_CHARACTERS = 256 * 1024;
/** The deepest nesting; the messages of WeChat have eight levels. */
export const MAX_SYSMSG_DEPTH = 32;

/** A system message of WeChat: a sentence with blanks, and the accounts that fill them. */
export interface SystemMessage {
  /** Of the root, e.g. `sysmsgtemplate`. */
  readonly type: string;
  /** Of the sentence, e.g. `tmpl_type_profile`; empty when there is none. */
  readonly templateType: string;
  /** The sentence, in the language of the account, with blanks such as `$names$`; empty when there is none. */
  readonly template: string;
  /** The accounts by the name of their blank, each once. */
  readonly links: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Reads a `<sysmsg>`; null when the text is anything else, or not well-formed, or too long or deep.
 *
 * Nothing is ever looked up or expanded: a document type is refused, and only XML's own five entities are known.
 */
export function readSystemMessage(xml: string): SystemMessage | null {
  if (xml.length > MAX_SYSMSG_CHARACTERS) return null;
  try {
    return parse(xml);
  } catch {
    return null;
  }
}

/** @throws Error when it is not well-formed or breaks a limit */
function parse(xml: string): SystemMessage | null {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  const path: string[] = [];
  const links = new Map<string, Set<string>>();
  let rootType: string | null = null;
  let templateType = '';
  let template = '';
  let link = '';
  let text = '';

  parser.on('doctype', () => {
    throw new Error('a system message has no document type');
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (path.length === 0 && name === 'sysmsg') rootType = attributes['type'] ?? '';
    if (name === 'content_template') templateType = attributes['type'] ?? '';
    if (name === 'link') link = attributes['name'] ?? '';
    if (path.push(name) > MAX_SYSMSG_DEPTH) throw new Error('a system message is not that deep');
    text = '';
  });
  parser.on('text', (part) => (text += part));
  parser.on('cdata', (part) => (text += part));
  parser.on('closetag', ({ name }) => {
    path.pop();
    if (name === 'template') template = text;
    if (name === 'username' && path.includes('link')) {
      const accounts = links.get(link) ?? new Set();
      links.set(link, accounts.add(text.trim()));
    }
    text = '';
  });
  parser.write(xml).close();
  return rootType === null ? null : { type: rootType, templateType, template, links };
}
