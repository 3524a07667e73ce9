import { useEffect, useState } from 'react';

/** Returns the current time in seconds since the epoch, updated every second. */
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
