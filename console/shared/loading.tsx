import { useLanguage } from '../language/language.ts';

/** In the place of what is being read. It appears a moment later only, so that quick answers do not flicker. */
export function Loading() {
  const { words } = useLanguage();
  return (
    <p className="loading">
      <span className="spinner" aria-hidden="true" />
      {words.loading}
    </p>
  );
}
