/** A sentence that is read out when it changes. Without one the place stays, or its first sentence would go unheard. */
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
