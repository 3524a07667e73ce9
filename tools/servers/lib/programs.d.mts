import type { ServerKind } from './kinds.mjs';

export declare function programsOf(
  kind: ServerKind,
  folder: string,
  options?: {
    /** Folders to search. */
    readonly places?: () => readonly string[];
    /** Installs a package by its name; null if installing is not allowed. */
    readonly install?: ((name: string) => Promise<void>) | null;
  },
): Promise<Readonly<Record<string, string>>>;
