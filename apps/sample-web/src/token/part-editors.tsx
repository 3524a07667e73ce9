import { useId } from 'react';
import { draftSegments, editorText, type JsonPart } from './draft.js';
import { tamperings } from './tampering.js';
import type { DraftState } from './use-draft.js';

/** Editors for the three parts, and buttons for typical attacks. */
export function PartEditors({ state }: { readonly state: DraftState }) {
  const { draft, change } = state;
  return (
    <section aria-labelledby="parts">
      <h2 id="parts">The three parts</h2>
      <p className="hint">
        Change something: the encoded token changes, and its signature is no longer valid.
      </p>
      <JsonEditor
        part="header"
        name="Header"
        rows={6}
        state={state}
        about="The key and the algorithm of the signature."
      />
      <JsonEditor
        part="payload"
        name="Payload"
        rows={14}
        state={state}
        about="The claims of the token."
      />
      <Editor
        name="Signature"
        className="token-signature"
        rows={3}
        about="Only the holder of the signing key can create it."
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
