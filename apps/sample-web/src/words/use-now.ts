import { useEffect, useState } from 'react';

/** The time in whole seconds since the epoch, kept up to date for as long as it is shown. */
export function useNow(): number {
  const [now, setNow] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setNow(seconds()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
