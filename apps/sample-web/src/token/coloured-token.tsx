import { draftSegments, type Draft } from './draft.js';

/** The encoded token, with a colour for each part. */
export function ColouredToken({ draft }: { readonly draft: Draft }) {
  const { header, payload, signature } = draftSegments(draft);
  if (header + payload + signature === '') return <p className="token-text hint">No token yet.</p>;
  return (
    <p className="token-text">
      <span className="token-header">{header}</span>.
      <span className="token-payload">{payload}</span>.
      <span className="token-signature">{signature}</span>
    </p>
  );
}
