import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { fakeBackend } from './plugin'

/** The built portal with a user pool, an API and files in memory behind it. */
export default defineConfig({ root: resolve(import.meta.dirname, '../..'), plugins: [fakeBackend()] })
