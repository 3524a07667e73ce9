import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './build/precompress.js';

/** Size limit of a first visit, compressed by gzip, which every browser supports. */
const FIRST_VISIT_BYTES = 150 * 1024;

export default defineConfig({
  plugins: [react(), precompress(FIRST_VISIT_BYTES)],
  build: {
    target: 'es2022',
    // The Content-Security-Policy forbids inline scripts, and all target browsers preload modules natively.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false, // precompress() measures it
  },
});
