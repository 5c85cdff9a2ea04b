/**
 * Address of a worker's compiled file. Node 20 cannot run TypeScript, so when this code itself runs from `src`
 * (under the test runner) the worker is taken from the `dist` beside it: build before testing.
 */
export function workerUrl(from: string, file: string): URL {
  const url = new URL(file, from)
  if (url.pathname.endsWith('.ts')) {
    url.pathname = url.pathname.replace(/\/src\/(?!.*\/src\/)/, '/dist/').replace(/\.ts$/, '.js')
  }
  return url
}
