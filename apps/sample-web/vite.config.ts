import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './build/precompress.js';

/** A first visit may transfer this much, compressed by gzip: every browser takes at least that. */
const FIRST_VISIT_BYTES = 150 * 1024;

export default defineConfig({
  plugins: [react(), precompress(FIRST_VISIT_BYTES)],
  build: {
    target: 'es2022',
    // The Content-Security-Policy allows no inline script; every browser of the target preloads modules by itself.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false, // what is compressed is measured once, where it is written
  },
});
