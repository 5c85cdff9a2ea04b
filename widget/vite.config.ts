import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    target: 'es2022',
    outDir: fileURLToPath(new URL('../engine/pages/widget', import.meta.url)),
    emptyOutDir: true,
    lib: { entry: fileURLToPath(new URL('./src/element.ts', import.meta.url)), formats: ['es'], fileName: () => 'candor-recommendations.js' },
  },
})
