import { useLanguage } from '../language/language.ts';
import type { PictureProps } from './connection-card.tsx';
import { newest, values } from './history.ts';
import { Picture } from './picture.tsx';

const STATES = ['closed', 'trial', 'open'] as const;
/** The switch of each state: across the gap, leaning to it, away from it. */
const ARMS = { closed: 'M30 20H70', trial: 'M30 20L68 12', open: 'M30 20L60 2' } as const;

/** Whether calls go through: a switch that is closed, tried or open. */
export function CircuitPicture({ connection: { id }, samples }: PictureProps) {
  const { words } = useLanguage();
  const state = STATES[newest(values(samples, id, 'circuit')) ?? -1];
  if (state === undefined) return <Picture name={words.connections.circuit} now={words.connections.notAvailable} />;
  const text = words.connections.circuits[state];
  return (
    <Picture name={words.connections.circuit} now={text}>
      <svg className={`circuit circuit-${state}`} role="img" aria-label={text} viewBox="0 0 100 40">
        <path d="M0 20H30M70 20H100" />
        <path d={ARMS[state]} />
        <circle cx="30" cy="20" r="4" />
        <circle cx="70" cy="20" r="4" />
      </svg>
    </Picture>
  );
}
