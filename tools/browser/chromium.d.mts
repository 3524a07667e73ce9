/**
 * The system's Chromium: that of `CHROMIUM_PATH`, else `chromium`, `chromium-browser` or `google-chrome` of PATH. Where
 * there is none, apt-get installs it for root and for who may use sudo without a password; others are told what to
 * install.
 *
 * @throws Error which says what to install
 */
export declare function chromiumPath(options?: {
  /** Default: `CHROMIUM_PATH`. */
  readonly given?: string | undefined;
  /** The folders to look in; default: those of PATH. */
  readonly places?: () => readonly string[];
  /** For the lock of the installation; default: the system's temporary folder. */
  readonly folder?: string;
  /** Installs a package by its name; null where that is not allowed. */
  readonly install?: ((name: string) => Promise<void>) | null;
}): Promise<string>;

/** What Playwright's `launch` takes: a window-less browser that asks nobody on the network but the pages it shows. */
export declare function chromiumLaunch(): Promise<{
  readonly executablePath: string;
  readonly headless: true;
  readonly chromiumSandbox: boolean;
  readonly args: string[];
}>;
