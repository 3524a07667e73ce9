import type { MouseEvent } from 'react';

/** Skips the navigation for keyboard users. Keeps the address, whose `#` part names the view. */
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
