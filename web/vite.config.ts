import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { fakeBackend } from './e2e/fake/plugin'

export default defineConfig(({ mode }) => ({
  plugins: [react(), mode === 'fake' && fakeBackend()],
  build: { target: 'es2022' },
  test: { include: ['src/**/*.test.ts'] },
}))
