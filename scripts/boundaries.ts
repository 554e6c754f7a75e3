import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import type { Import } from './imports.ts'
import { importsOf } from './imports.ts'
import type { Package, SourceFile, Workspace } from './workspace.ts'

/** One breach of a rule, at a place that an editor can open. */
export interface Violation {
  readonly rule:
    | 'layer'
    | 'tags'
    | 'test-scope'
    | 'undeclared'
    | 'deep-import'
    | 'outside'
    | 'builtin'
    | 'pure'
    | 'length'
  /** `path:line`. */
  readonly at: string
  readonly message: string
}

/** From the bottom up; what may import what is in `mayImport`. */
const layers = ['protocol', 'pure', 'edge', 'service', 'app'] as const
type Layer = (typeof layers)[number] | 'root'

const linesMax = 400
const testFile = /\.(?:test|fixture)\.[mc]?tsx?$/
const sourceWithImports = /\.(?:ts|tsx|mts|js|mjs)$/
const builtins = new Set(builtinModules)

/** Every breach in the workspace, in order of path. */
export function checkBoundaries(workspace: Workspace): readonly Violation[] {
  const all = [workspace.root, ...workspace.packages]
  return all
    .flatMap((owner) => [
      ...checkManifest(workspace, owner),
      ...owner.files.flatMap((file) => checkFile(workspace, owner, file)),
    ])
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
}

/** A package has one known layer, and asks for nothing that its layer may not have, even before it imports it. */
function checkManifest(workspace: Workspace, owner: Package): readonly Violation[] {
  const at = posix.join(owner.folder, 'package.json')
  const layer = layerOf(owner)
  if (layer === null)
    return [{ rule: 'tags', at, message: `${owner.name} needs one tag "layer:…" of: ${layers.join(', ')}` }]
  const violations: Violation[] = []
  for (const name of owner.dependencies) {
    const wanted = workspace.packages.find((candidate) => candidate.name === name)
    if (wanted !== undefined) violations.push(...judge(owner, wanted, false).map((judged) => ({ ...judged, at })))
  }
  return violations
}

function checkFile(workspace: Workspace, owner: Package, file: SourceFile): readonly Violation[] {
  const lines = file.text.trimEnd().split('\n').length
  const tooLong: readonly Violation[] =
    lines > linesMax
      ? [{ rule: 'length', at: `${file.path}:${linesMax + 1}`, message: `${lines} lines; ${linesMax} is the wall` }]
      : []
  if (!sourceWithImports.test(file.path)) return tooLong
  const breaches = importsOf(file.text).flatMap((found) =>
    checkImport({ workspace, owner, file, isTest: testFile.test(file.path) }, found.specifier).map((breach) => ({
      ...breach,
      at: place(file, found),
    })),
  )
  return [...tooLong, ...breaches]
}

type Breach = Omit<Violation, 'at'>

interface Context {
  readonly workspace: Workspace
  readonly owner: Package
  readonly file: SourceFile
  readonly isTest: boolean
}

function checkImport(context: Context, specifier: string): readonly Breach[] {
  if (specifier.startsWith('.')) return checkRelative(context, specifier)
  if (specifier.startsWith('node:')) return checkBuiltin(context, specifier)
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  if (builtins.has(name)) return [{ rule: 'builtin', message: `write node:${specifier}` }]
  const wanted = context.workspace.packages.find((candidate) => candidate.name === name)
  return [
    ...checkDeclared(context, name),
    ...(wanted === undefined ? [] : [...judge(context.owner, wanted, context.isTest), ...checkDoor(wanted, specifier)]),
  ]
}

/** A package's files stay among themselves; the way out is through another package's exports. */
function checkRelative({ owner, file }: Context, specifier: string): readonly Breach[] {
  const target = posix.join(posix.dirname(file.path), specifier)
  const inside = owner.folder === '' ? !target.startsWith('..') : target.startsWith(`${owner.folder}/`)
  return inside
    ? []
    : [{ rule: 'outside', message: `${specifier} leaves ${owner.name}: import the package by its name` }]
}

function checkBuiltin({ owner, isTest }: Context, specifier: string): readonly Breach[] {
  const layer = layerOf(owner)
  if (isTest || (layer !== 'pure' && layer !== 'protocol')) return []
  return [{ rule: 'pure', message: `${owner.name} is ${layer}: it may not import ${specifier}` }]
}

/** Tests may also have what the root provides for tests, the runner and its kin; the root's own scripts are tools throughout. */
function checkDeclared({ workspace, owner, isTest }: Context, name: string): readonly Breach[] {
  if (name === owner.name || owner.dependencies.has(name)) return []
  const isTool = isTest || owner === workspace.root
  if (isTool && (owner.devDependencies.has(name) || workspace.root.devDependencies.has(name))) return []
  const where = isTest ? 'dependencies or devDependencies' : 'dependencies'
  return [
    { rule: 'undeclared', message: `${name} is not in the ${where} of ${posix.join(owner.folder, 'package.json')}` },
  ]
}

/** Whether one package may import another, by their layers and scopes. */
function judge(owner: Package, wanted: Package, isTest: boolean): readonly Breach[] {
  if (wanted.name === owner.name) return []
  const from = layerOf(owner)
  const to = layerOf(wanted)
  // A missing tag is reported once, for the package that lacks it.
  if (from === null || to === null) return []
  if (isForTests(wanted)) {
    if (isTest || isForTests(owner)) return []
    return [
      {
        rule: 'test-scope',
        message: `${wanted.name} is for tests: only *.test.ts, *.fixture.ts and test libraries have it`,
      },
    ]
  }
  if (mayImport(from, to)) return []
  return [{ rule: 'layer', message: `${owner.name} is ${from} and may not have ${wanted.name}, which is ${to}` }]
}

/** Downwards always; sideways among pure, edge and app packages. Services meet in the protocol, not in each other. */
function mayImport(from: Layer, to: Layer): boolean {
  if (from === 'root' || to === 'root') return false
  const step = layers.indexOf(from) - layers.indexOf(to)
  return step > 0 || (step === 0 && from !== 'service')
}

function checkDoor(wanted: Package, specifier: string): readonly Breach[] {
  const door = `.${specifier.slice(wanted.name.length)}`
  if (wanted.exports.includes(door)) return []
  return [
    {
      rule: 'deep-import',
      message: `${specifier} is no export of ${wanted.name} (it has ${wanted.exports.join(', ')})`,
    },
  ]
}

function layerOf({ folder, tags }: Package): Layer | null {
  if (folder === '') return 'root'
  const named = tags.filter((tag) => tag.startsWith('layer:')).map((tag) => tag.slice('layer:'.length))
  return named.length === 1 ? (layers.find((layer) => layer === named[0]) ?? null) : null
}

function isForTests({ tags }: Package): boolean {
  return tags.includes('scope:test')
}

function place(file: SourceFile, { line }: Import): string {
  return `${file.path}:${line}`
}
