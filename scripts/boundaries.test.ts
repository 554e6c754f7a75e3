import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { checkBoundaries } from './boundaries.ts'
import type { Package, Workspace } from './workspace.ts'
import { readWorkspace } from './workspace.ts'

test('the workspace keeps its boundaries', () => {
  const workspace = readWorkspace(dirname(import.meta.dirname))
  expect(checkBoundaries(workspace).map(({ at, rule, message }) => `${at} [${rule}] ${message}`)).toEqual([])
})

test('the whole workspace was read: each layer has a package, and the scripts are among the sources', () => {
  const { packages, root } = readWorkspace(dirname(import.meta.dirname))
  const tags = new Set(packages.flatMap((each) => each.tags))
  for (const layer of ['protocol', 'pure', 'edge', 'service', 'app']) expect(tags).toContain(`layer:${layer}`)
  expect(root.files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['scripts/boundaries.test.ts', 'cli/bin/millrace.mjs']),
  )
  const servers = packages.find(({ name }) => name === '@millrace/servers')
  expect(servers?.files.map(({ path }) => path)).toContain('libs/servers/src/find-server.ts')
})

const layersOf = {
  '@x/protocol': 'protocol',
  '@x/pure': 'pure',
  '@x/edge': 'edge',
  '@x/one': 'service',
  '@x/two': 'service',
  '@x/app': 'app',
} as const

const allowedFrom: Readonly<Record<(typeof layersOf)[keyof typeof layersOf], readonly string[]>> = {
  protocol: [],
  pure: ['@x/protocol'],
  edge: ['@x/protocol', '@x/pure'],
  service: ['@x/protocol', '@x/pure', '@x/edge'],
  app: ['@x/protocol', '@x/pure', '@x/edge', '@x/one', '@x/two'],
}

/** Every import between layers: who may, and who may not. */
test.each(
  Object.entries(layersOf).flatMap(([from, layer]) =>
    Object.keys(layersOf)
      .filter((to) => to !== from)
      .map((to) => ({ from, to, allowed: allowedFrom[layer].includes(to) })),
  ),
)('$from imports $to: $allowed', ({ from, to, allowed }) => {
  const rules = rulesBroken(from, `import { a } from '${to}'`, { dependencies: [to] })
  // Once for the import, once for the dependency in package.json.
  expect(rules).toEqual(allowed ? [] : ['layer', 'layer'])
})

test('packages of a layer may have each other, except services', () => {
  expect(rulesBroken('@x/pure2', `import '@x/pure'`, { dependencies: ['@x/pure'] })).toEqual([])
  expect(rulesBroken('@x/edge2', `import '@x/edge'`, { dependencies: ['@x/edge'] })).toEqual([])
})

test.each([
  ['a forbidden import in a test', 'src/a.test.ts', `import '@x/two'`, ['layer', 'layer']],
  ['a type alone', 'src/a.ts', `import type { A } from '@x/two'`, ['layer', 'layer']],
  ['an import() when needed', 'src/a.ts', `await import('@x/two')`, ['layer', 'layer']],
])('a service may not have another through %s', (_, file, text, expected) => {
  expect(rulesBroken('@x/one', text, { file, dependencies: ['@x/two'] })).toEqual(expected)
})

test('test libraries are for tests, fixtures and each other', () => {
  const text = `import { a } from '@x/testkit'`
  expect(rulesBroken('@x/one', text, { file: 'src/a.test.ts', devDependencies: ['@x/testkit'] })).toEqual([])
  expect(rulesBroken('@x/one', text, { file: 'src/a.nats.test.ts', devDependencies: ['@x/testkit'] })).toEqual([])
  expect(rulesBroken('@x/pure', text, { file: 'src/a.fixture.ts', devDependencies: ['@x/testkit'] })).toEqual([])
  expect(rulesBroken('@x/testkit2', text, { dependencies: ['@x/testkit'] })).toEqual([])
  expect(rulesBroken('@x/one', text, { file: 'src/a.ts', dependencies: ['@x/testkit'] })).toEqual([
    'test-scope',
    'test-scope',
  ])
  expect(rulesBroken('@x/app', text, { file: 'src/testing.ts', devDependencies: ['@x/testkit'] })).toEqual([
    'undeclared',
    'test-scope',
  ])
})

test('what is imported is declared by the package itself', () => {
  expect(rulesBroken('@x/edge', `import 'ioredis'`)).toEqual(['undeclared'])
  expect(rulesBroken('@x/edge', `import 'ioredis'`, { dependencies: ['ioredis'] })).toEqual([])
  expect(rulesBroken('@x/edge', `import '@nats-io/kv/internal'`, { dependencies: ['@nats-io/kv'] })).toEqual([])
  expect(rulesBroken('@x/edge', `import '@nats-io/kv'`, { dependencies: ['@nats-io/jetstream'] })).toEqual([
    'undeclared',
  ])
  expect(rulesBroken('@x/edge', `import '@x/pure'`)).toEqual(['undeclared'])
  expect(rulesBroken('@x/edge', `import 'ioredis'`, { devDependencies: ['ioredis'] })).toEqual(['undeclared'])
  expect(rulesBroken('@x/edge', `import 'ioredis'`, { file: 'src/a.test.ts', devDependencies: ['ioredis'] })).toEqual(
    [],
  )
})

test("the root's test tools are for tests", () => {
  expect(rulesBroken('@x/pure', `import { test } from 'vitest'`, { file: 'src/a.test.ts' })).toEqual([])
  expect(rulesBroken('@x/pure', `import { test } from 'vitest'`, { file: 'src/a.ts' })).toEqual(['undeclared'])
})

test('the door is exports, and nothing but exports', () => {
  const needs = { dependencies: ['@x/pure'] }
  expect(rulesBroken('@x/edge', `import '@x/pure/door'`, needs)).toEqual([])
  expect(rulesBroken('@x/edge', `import '@x/pure/src/inner.ts'`, needs)).toEqual(['deep-import'])
  expect(rulesBroken('@x/edge', `import '../inside.ts'`)).toEqual([])
  expect(rulesBroken('@x/edge', `import '../../pure/src/inner.ts'`)).toEqual(['outside'])
  // A folder whose name begins with the package's own.
  expect(rulesBroken('@x/edge', `import '../../edge2/src/inner.ts'`)).toEqual(['outside'])
})

test('pure packages import nothing of Node; all others write node:', () => {
  expect(rulesBroken('@x/pure', `import { readFile } from 'node:fs/promises'`)).toEqual(['pure'])
  expect(rulesBroken('@x/protocol', `import 'node:buffer'`)).toEqual(['pure'])
  expect(rulesBroken('@x/pure', `import 'node:fs'`, { file: 'src/a.test.ts' })).toEqual([])
  expect(rulesBroken('@x/edge', `import 'node:fs'`)).toEqual([])
  expect(rulesBroken('@x/edge', `import 'fs/promises'`)).toEqual(['builtin'])
})

test('a file has at most 400 lines', () => {
  expect(rulesBroken('@x/pure', 'const a = 1\n'.repeat(400))).toEqual([])
  expect(rulesBroken('@x/pure', 'const a = 1\n'.repeat(401))).toEqual(['length'])
  expect(rulesBroken('@x/edge', 'return 1\n'.repeat(401), { file: 'src/claim.lua' })).toEqual(['length'])
})

test.each([[[]], [['layer:deep']], [['layer:pure', 'layer:edge']]])(
  'a package has one layer: %j will not do',
  (tags) => {
    const workspace = forged('@x/pure', '', { tags })
    expect(checkBoundaries(workspace)).toEqual([
      { rule: 'tags', at: 'libs/pure/package.json', message: expect.stringContaining('@x/pure needs one tag') },
    ])
  },
)

test('a breach is reported with its file and line', () => {
  const workspace = forged('@x/edge', `import { a } from 'node:fs'\n\nimport { b } from '@x/one'`, {
    dependencies: ['@x/one'],
  })
  expect(checkBoundaries(workspace)).toEqual([
    {
      rule: 'layer',
      at: 'libs/edge/package.json',
      message: '@x/edge is edge and may not have @x/one, which is service',
    },
    { rule: 'layer', at: 'libs/edge/src/a.ts:3', message: '@x/edge is edge and may not have @x/one, which is service' },
  ])
})

test('a bad package on disk is found, generated code is left alone', () => {
  const root = mkdtempSync(join(tmpdir(), 'millrace-boundaries-'))
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  write('package.json', '{"name":"root","workspaces":["libs/*"]}')
  write('libs/bad/package.json', '{"name":"@x/bad","nx":{"tags":["layer:pure"]},"exports":{".":"./src/index.ts"}}')
  write('libs/bad/src/deep/index.ts', `import 'ioredis'`)
  write('libs/bad/src/gen/index.ts', `import 'ioredis'`)
  write('libs/bad/node_modules/x/index.js', `import 'ioredis'`)
  try {
    expect(checkBoundaries(readWorkspace(root))).toEqual([
      {
        rule: 'undeclared',
        at: 'libs/bad/src/deep/index.ts:1',
        message: 'ioredis is not in the dependencies of libs/bad/package.json',
      },
    ])
  } finally {
    rmSync(root, { recursive: true })
  }
})

interface Forgery {
  readonly file?: string
  readonly tags?: readonly string[]
  readonly dependencies?: readonly string[]
  readonly devDependencies?: readonly string[]
}

/** The rules that one file with this text breaks, in a workspace that is sound but for it. */
function rulesBroken(name: string, text: string, forgery: Forgery = {}): readonly string[] {
  return checkBoundaries(forged(name, text, forgery)).map(({ rule }) => rule)
}

function forged(name: string, text: string, { file = 'src/a.ts', ...changes }: Forgery): Workspace {
  const change = (each: Package): Package => {
    if (each.name !== name) return each
    return {
      ...each,
      tags: changes.tags ?? each.tags,
      dependencies: new Set(changes.dependencies),
      devDependencies: new Set(changes.devDependencies),
      files: [{ path: `${each.folder}/${file}`, text }],
    }
  }
  const packages = Object.entries(layersOf).map(([each, layer]) => sound(each, [`layer:${layer}`]))
  const testing = ['@x/testkit', '@x/testkit2'].map((each) => sound(each, ['layer:edge', 'scope:test']))
  const siblings = [sound('@x/pure2', ['layer:pure']), sound('@x/edge2', ['layer:edge'])]
  const root = { ...sound('root', []), folder: '', devDependencies: new Set(['vitest']) }
  return { root, packages: [...packages, ...siblings, ...testing].map(change) }
}

function sound(name: string, tags: readonly string[]): Package {
  const folder = `libs/${name.replace('@x/', '')}`
  return {
    name,
    folder,
    tags,
    dependencies: new Set(),
    devDependencies: new Set(),
    exports: ['.', './door'],
    files: [],
  }
}
