import react from '@vitejs/plugin-react'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [
    react(),
    // The shell works without a connection; data never comes from a cache, except by the warehouse screens' own doing.
    VitePWA({
      registerType: 'prompt',
      injectRegister: false,
      manifest: false,
      workbox: {
        // What is done with what is pushed: public/push.js.
        importScripts: ['push.js'],
        globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}', '**/inter-latin{,-ext}-wght-normal-*.woff2'],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/v1\//, /^\/machine\//, /^\/cognito\//, /^\/fake-file\//],
        cleanupOutdatedCaches: true,
        runtimeCaching: [{ urlPattern: /\/config\.json$/, handler: 'NetworkFirst', options: { cacheName: 'config', networkTimeoutSeconds: 4 } }],
      },
    }),
  ],
  // Browsers of that age load modules ahead by themselves.
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  test: { include: ['src/**/*.test.ts'] },
})
