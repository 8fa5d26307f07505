import { Store } from '../shared/store.ts';

/** Light or dark as the system says, or as somebody has chosen here. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'rollcall.theme';

const chosen = THEMES.find((name) => name === localStorage.getItem(KEY)) ?? 'system';
export const theme = new Store<Theme>(chosen);

const apply = (): void => {
  document.documentElement.dataset['theme'] = theme.get();
  localStorage.setItem(KEY, theme.get());
};
theme.subscribe(apply);
apply();
