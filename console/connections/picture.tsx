import type { ReactNode } from 'react';

/** A picture with its name, and in words what it shows now. */
export function Picture({ name, now, children }: { name: string; now: string; children?: ReactNode }) {
  return (
    <figure>
      <figcaption>
        <span className="picture-name">{name}</span> <span className="picture-now">{now}</span>
      </figcaption>
      {children}
    </figure>
  );
}
