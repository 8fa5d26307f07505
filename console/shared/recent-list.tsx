import { useId } from 'react';

export interface RecentEntry {
  readonly address: string;
  readonly name: string;
  readonly about?: string;
}

/** What was opened or begun of late in this browser. */
export function RecentList({ title, entries }: { title: string; entries: readonly RecentEntry[] }) {
  const heading = useId();
  if (entries.length === 0) return null;
  return (
    <section className="recent" aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      <ul>
        {entries.map(({ address, name, about }) => (
          <li key={address}>
            <a href={address}>
              {name}
              {about !== undefined && <span className="quiet">{about}</span>}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
