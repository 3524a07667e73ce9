/** A message that screen readers announce. The element exists even when empty, or the first message would be missed. */
export function News({
  sentence = '',
  look = 'notice',
}: {
  readonly sentence?: string | undefined;
  readonly look?: 'notice' | 'hint';
}) {
  return (
    <p role="status" className={sentence === '' ? 'empty' : look}>
      {sentence}
    </p>
  );
}
