import { keepInBrowser } from '../shared/kept.ts';
import { Store } from '../shared/store.ts';
import { useStore } from '../shared/use-store.ts';
import { chinese } from './chinese.ts';
import { english, type Words } from './english.ts';
import { createFormats, type Formats } from './formats.ts';

/** @property name as its speakers call it; @property tag BCP 47, where the browser says nothing more of who reads */
const LANGUAGES = {
  en: { name: 'English', tag: 'en', words: english },
  zh: { name: '中文', tag: 'zh-CN', words: chinese },
} as const satisfies Record<string, { readonly name: string; readonly tag: string; readonly words: Words }>;

export type LanguageId = keyof typeof LANGUAGES;
export const LANGUAGE_IDS = Object.keys(LANGUAGES) as readonly LanguageId[];
export const nameOf = (id: LanguageId): string => LANGUAGES[id].name;

export interface Language {
  readonly id: LanguageId;
  readonly words: Words;
  readonly formats: Formats;
}

const kept = keepInBrowser('rollcall.language');

/** Chosen here before, or the first one that the browser wants and we have. */
function preferred(): LanguageId {
  const wanted = [kept.read(), ...navigator.languages];
  return wanted.map((tag) => LANGUAGE_IDS.find((id) => tag.startsWith(id))).find((id) => id !== undefined) ?? 'en';
}

const speak = (id: LanguageId): Language => {
  const { tag, words } = LANGUAGES[id];
  document.documentElement.lang = tag;
  // Numbers and times go by the country as well.
  const locale = navigator.languages.find((wanted) => wanted.startsWith(id)) ?? tag;
  return { id, words, formats: createFormats(locale) };
};

const language = new Store(speak(preferred()));

export const useLanguage = (): Language => useStore(language);

export function chooseLanguage(id: LanguageId): void {
  kept.write(id);
  language.set(speak(id));
}
