import { keepInBrowser } from '../shared/kept.ts';
import { Store } from '../shared/store.ts';

/** Light or dark as the system says, or as somebody has chosen here. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const kept = keepInBrowser('rollcall.theme');

export const theme = new Store<Theme>(THEMES.find((name) => name === kept.read()) ?? 'system');

const apply = (): void => {
  document.documentElement.dataset['theme'] = theme.get();
  kept.write(theme.get());
};
theme.subscribe(apply);
apply();
