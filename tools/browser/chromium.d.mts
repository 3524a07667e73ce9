/**
 * Finds the system's Chromium: `CHROMIUM_PATH`, or else `chromium`, `chromium-browser` or `google-chrome` in PATH. If
 * Chromium is missing, installs it with apt-get for root and for users with `sudo` without a password.
 *
 * @throws Error that says what to install
 */
export declare function chromiumPath(options?: {
  /** Default: `CHROMIUM_PATH`. */
  readonly given?: string | undefined;
  /** Folders to search; default: those in PATH. */
  readonly places?: () => readonly string[];
  /** Folder of the installation's lock; default: the system's temporary folder. */
  readonly folder?: string;
  /** Installs a package by its name; null if installing is not allowed. */
  readonly install?: ((name: string) => Promise<void>) | null;
}): Promise<string>;

/** Options for Playwright's `launch`: a headless browser that contacts nothing but the pages it shows. */
export declare function chromiumLaunch(): Promise<{
  readonly executablePath: string;
  readonly headless: true;
  readonly chromiumSandbox: boolean;
  readonly args: string[];
}>;
