import { useId } from 'react';
import { draftSegments, editorText, type JsonPart } from './draft.js';
import { tamperings } from './tampering.js';
import type { DraftState } from './use-draft.js';

/** The three parts, to read and to change, and changes that suggest themselves. */
export function PartEditors({ state }: { readonly state: DraftState }) {
  const { draft, change } = state;
  return (
    <section aria-labelledby="parts">
      <h2 id="parts">Its three parts</h2>
      <p className="hint">
        Change something: the token above changes with it, and its signature no longer fits.
      </p>
      <JsonEditor
        part="header"
        name="Header"
        rows={6}
        state={state}
        about="Which key signed, and how."
      />
      <JsonEditor
        part="payload"
        name="Payload"
        rows={14}
        state={state}
        about="What the token says."
      />
      <Editor
        name="Signature"
        className="token-signature"
        rows={3}
        about="Only who has the private key can make it."
        value={draftSegments(draft).signature}
        onChange={(signature) => change({ ...draft, signature: signature.replace(/\s/g, '') })}
      />
      <h3>What an attacker would try</h3>
      <ul className="buttons">
        {tamperings(draft).map(({ name, apply }) => (
          <li key={name}>
            <button type="button" className="quiet" onClick={() => change(apply(draft))}>
              {name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface JsonEditorProps {
  readonly part: JsonPart;
  readonly name: string;
  readonly rows: number;
  readonly about: string;
  readonly state: DraftState;
}

function JsonEditor({ part, name, rows, about, state: { draft, change } }: JsonEditorProps) {
  return (
    <Editor
      name={name}
      className={`token-${part}`}
      rows={rows}
      about={about}
      value={editorText(draft, part)}
      onChange={(text) => change({ ...draft, [part]: text })}
    />
  );
}

interface EditorProps {
  readonly name: string;
  readonly className: string;
  readonly rows: number;
  readonly about: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function Editor({ name, className, rows, about, value, onChange }: EditorProps) {
  const id = useId();
  return (
    <div className={`part ${className}`}>
      <label htmlFor={id}>{name}</label>
      <span id={`${id}-about`} className="hint">
        {about}
      </span>
      <textarea
        id={id}
        aria-describedby={`${id}-about`}
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
