import passport from 'passport';
import { Strategy } from 'passport-strategy';

/** A strategy of another library that accepts every request. */
export class ForeignStrategy extends Strategy {
  override authenticate(): void {
    this.success({ id: 'anybody' });
  }
}

/** Puts somebody else's strategy under a name; answers with what takes it away. */
export function useForeignStrategy(name: string): () => void {
  passport.use(name, new ForeignStrategy());
  return () => passport.unuse(name);
}
