import passport from 'passport';

/** The strategy that Passport has under a name, in the whole process. */
export function strategyNamed(name: string): object | undefined {
  return (passport as unknown as { _strategy(name: string): object | undefined })._strategy(name);
}
