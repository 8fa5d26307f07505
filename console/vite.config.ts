import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';
import { trustedDocuments } from './trusted-documents.ts';

/** What the pages ask while they are worked on with `npx vite console`; built, they ask the service that serves them. */
const SERVICE = 'http://127.0.0.1:4000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), precompress(), trustedDocuments()],
  build: {
    outDir: '../dist/console/site',
    emptyOutDir: true,
    // Beside the service's own paths, so that nothing else can ever be in its place.
    assetsDir: 'console',
    // A page that is drawn from data of its own address would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { proxy: { '/graphql': { target: SERVICE, ws: true }, '/metrics': SERVICE } },
});
