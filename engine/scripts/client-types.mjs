/**
 * Writes src/client/operations.ts from the schemas that the server validates with: one entry a route.
 * Run after a build: node engine/scripts/client-types.mjs [--check]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildServer } from '../dist/http/server.js'
import { openHouse } from '../dist/open.js'
import { Serving } from '../dist/service/serving.js'

const target = fileURLToPath(new URL('../src/client/operations.ts', import.meta.url))

async function openApi() {
  const folder = mkdtempSync(join(tmpdir(), 'candor-openapi-'))
  const quiet = { info() {}, warn() {}, error() {} }
  const house = await openHouse(folder, { log: quiet })
  try {
    const app = await buildServer(new Serving(house), { version: '0.0.0' })
    await app.ready()
    const document = app.swagger()
    await app.close()
    return document
  } finally {
    await house.store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** TypeScript of a JSON schema. */
function typeOf(schema) {
  if (schema === undefined) return 'undefined'
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ')
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ')
  switch (schema.type) {
    case 'string':
      return 'string'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'array':
      return schema.items && Object.keys(schema.items).length > 0 ? `readonly (${typeOf(schema.items)})[]` : 'readonly unknown[]'
    case 'object': {
      const required = new Set(schema.required ?? [])
      const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => `readonly ${name}${required.has(name) ? '' : '?'}: ${typeOf(field)}`)
      const rest = schema.patternProperties
        ? Object.values(schema.patternProperties)[0]
        : typeof schema.additionalProperties === 'object'
          ? schema.additionalProperties
          : undefined
      if (fields.length > 0) return `{ ${fields.join('; ')} }`
      return rest && Object.keys(rest).length > 0 ? `Readonly<Record<string, ${typeOf(rest)}>>` : 'Readonly<Record<string, unknown>>'
    }
    default:
      return 'unknown'
  }
}

function operations(document) {
  const lines = []
  for (const [path, methods] of Object.entries(document.paths).sort(([a], [b]) => a.localeCompare(b))) {
    for (const [method, operation] of Object.entries(methods)) {
      const names = (place) => (operation.parameters ?? []).filter((parameter) => parameter.in === place)
      const group = (place) => names(place).map(({ name, required, schema }) => `readonly ${name}${required ? '' : '?'}: ${typeOf(schema)}`)
      const body = operation.requestBody?.content?.['application/json']?.schema
      const answer = (operation.responses?.['200'] ?? operation.responses?.['202'])?.content?.['application/json']?.schema
      const parts = []
      if (group('path').length > 0) parts.push(`path: { ${group('path').join('; ')} }`)
      if (group('query').length > 0) parts.push(`query?: { ${group('query').join('; ')} }`)
      if (body !== undefined) parts.push(`body: ${typeOf(body)}`)
      parts.push(`answer: ${answer === undefined ? 'unknown' : typeOf(answer)}`)
      lines.push(`  /** ${operation.summary ?? ''} */\n  '${method.toUpperCase()} ${path}': { ${parts.join('; ')} }`)
    }
  }
  return `// Generated from the API's schemas by scripts/client-types.mjs. Do not edit.\n\nexport interface Operations {\n${lines.join('\n')}\n}\n`
}

/** As the project formats its sources. */
function formatted(text) {
  const biome = fileURLToPath(new URL('../../node_modules/@biomejs/biome/bin/biome', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, 'format', '--stdin-file-path=client.ts'], { input: text, encoding: 'utf8' })
  if (status !== 0) throw new Error(`Formatting failed: ${stderr}`)
  return stdout
}

const text = formatted(operations(await openApi()))
if (process.argv.includes('--check')) {
  const same = readFileSync(target, 'utf8') === text
  process.stdout.write(same ? 'the client fits the API\n' : 'the client is out of date: run node engine/scripts/client-types.mjs\n')
  process.exitCode = same ? 0 : 1
} else writeFileSync(target, text)
