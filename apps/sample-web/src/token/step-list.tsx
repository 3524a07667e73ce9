import type { Step, StepState } from './step.js';

const ICONS: Readonly<Record<StepState, string>> = {
  passed: '✓',
  failed: '✗',
  'not checked here': '?',
  'not reached': '·',
};

/** The steps of a verification with their results. */
export function StepList({ steps }: { readonly steps: readonly Step[] | undefined }) {
  if (!steps) return <p className="hint">Loading the keys of the issuer…</p>;
  return (
    <ol aria-label="Verification steps" className="steps">
      {steps.map(({ title, state, detail }) => (
        <li key={title} className={state.replaceAll(' ', '-')}>
          <span className="icon" aria-hidden="true">
            {ICONS[state]}
          </span>
          <span>
            <strong>{title}</strong> <span className="visually-hidden">{state}: </span>
            {detail}
          </span>
        </li>
      ))}
    </ol>
  );
}
