import { useEffect, useRef, type ReactNode } from 'react';

/** Whether a view was shown before: the first one leaves the focus where the browser puts it. */
let isFirst = true;

/** The title of a view. It takes the focus when the view changes, so that a screen reader says where it is. */
export function PageTitle({
  children,
  lead,
}: {
  readonly children: string;
  readonly lead: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} · Portcullis`;
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, [children]);
  return (
    <div className="page-title">
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
      <p className="lead">{lead}</p>
    </div>
  );
}
