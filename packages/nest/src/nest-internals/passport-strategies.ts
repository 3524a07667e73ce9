import passport from 'passport';

/** Returns the strategy that is registered with Passport under a name. The types of Passport omit the look-up. */
export function strategyRegisteredAs(name: string): object | undefined {
  return (passport as unknown as { _strategy(name: string): object | undefined })._strategy(name);
}
