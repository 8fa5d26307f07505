import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useLanguage } from '../language/language.ts';

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog over everything else, for as long as it is drawn. The browser itself keeps the focus in it, and closes it on Escape. */
export function Modal({ title, onClose, children }: ModalProps) {
  const { words } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Closed while it is still in the page, the browser puts the focus back to where it was.
  useLayoutEffect(() => {
    const { current } = dialog;
    if (current?.open === false) current.showModal();
    return () => current?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => (event.preventDefault(), onClose())}
      // Browsers may close it without asking when Escape is pressed twice.
      onClose={() => dialog.current?.open === false && onClose()}
      // What is clicked beside the dialog is its backdrop; what lies in it are its children.
      onClick={({ target }) => target === dialog.current && onClose()}
    >
      <div className="dialog">
        <h2 id={heading}>{title}</h2>
        {children}
        {/* The last one, so that the focus begins with what the dialog is for. */}
        <button type="button" className="close" aria-label={words.close} onClick={onClose}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M3 3l10 10M13 3L3 13" />
          </svg>
        </button>
      </div>
    </dialog>
  );
}
