import type { MouseEvent } from 'react';

/** Takes who uses a keyboard past the navigation. The address stays: what is behind its `#` names the view. */
export function SkipLink() {
  const skip = (event: MouseEvent) => {
    event.preventDefault();
    document.getElementById('main')?.focus();
  };
  return (
    <a className="skip-link" href="#main" onClick={skip}>
      Skip to the content
    </a>
  );
}
