import { useLanguage } from '../language/language.ts';
import { Title } from '../shared/title.tsx';
import { type Door, door } from './door.ts';

/** Why there is nothing to see, and what whoever runs the service can do about it. */
export function ClosedDoor({ reason }: { reason: Exclude<Door, 'open'> }) {
  const { words } = useLanguage();
  const { title, why, what } = words.door[reason];
  return (
    <section className="panel prose">
      <Title>{title}</Title>
      <p>{why}</p>
      <h2>{words.door.whatToDo}</h2>
      <ul>
        {what.map((way) => (
          <li key={way}>{way}</li>
        ))}
      </ul>
      <div className="actions">
        <button type="button" className="primary" onClick={() => door.set('open')}>
          {words.again}
        </button>
      </div>
    </section>
  );
}
