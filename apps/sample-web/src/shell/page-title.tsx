import { useEffect, useRef, type ReactNode } from 'react';

/** The first view does not move the focus. */
let isFirst = true;

/** The title of a view. Receives the focus on a change of view, so that screen readers announce it. */
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
