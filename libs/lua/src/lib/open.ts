import type { Limits } from '../limits.ts'
import { Native } from '../run/function.ts'
import { Runtime } from '../run/runtime.ts'
import type { World } from '../run/runtime.ts'
import { Table } from '../run/table.ts'
import type { Layout } from '../run/table.ts'
import type { Value } from '../value.ts'
import { baseFunctions, baseValues } from './base.ts'
import { coroutineLibrary } from './coroutine.ts'
import { debugLibrary } from './debug.ts'
import { library, refused } from './library.ts'
import type { Library } from './library.ts'
import { load, loadString } from './load.ts'
import { mathLibrary } from './math.ts'
import { osLibrary } from './os.ts'
import { declareModule, openPackage, packageKeys, packageLibrary, requireModule } from './package.ts'
import { pcall, xpcall } from './protected.ts'
import { stringLibrary } from './string.ts'
import { tableLibrary } from './table.ts'

const ioLibrary = library(
  refused(
    'io.',
    ['close', 'flush', 'input', 'lines', 'open', 'output', 'popen', 'read', 'tmpfile', 'type', 'write'],
    'a script has no files and no processes',
  ),
)
const channelLibrary = library(refused('channel.', ['make', 'select'], 'a script runs alone'))

const base = library(baseFunctions, {
  ...baseValues,
  load: new Native('load', load, true),
  loadstring: new Native('loadstring', loadString),
  module: new Native('module', declareModule, true),
  require: new Native('require', requireModule, true),
  pcall,
  xpcall,
  _VERSION: 'Lua 5.1',
  _GOPHER_LUA_VERSION: 'GopherLua 0.1',
})

/** In the order in which gopher-lua opens them. */
const libraries: readonly (readonly [string, Library])[] = [
  ['table', tableLibrary],
  ['io', ioLibrary],
  ['os', osLibrary],
  ['string', stringLibrary],
  ['math', mathLibrary],
  ['debug', debugLibrary],
  ['channel', channelLibrary],
  ['coroutine', coroutineLibrary],
]
const names = libraries.map(([name]) => name)

function layoutOf(keys: readonly string[]): Layout {
  return { keys, places: new Map(keys.map((key, place) => [key, place])) }
}

/** `event` has its place too, so that the table need not be copied for it. */
const globalLayout = layoutOf([...base.keys, ...names, '_G', 'package', 'event'])
const libraryLayouts = libraries.map(([, { keys }]) => layoutOf(keys))
const stringLayout = layoutOf([...stringLibrary.keys, '__index'])
const packageLayout = layoutOf([...packageLibrary.keys, ...packageKeys])
const loadedLayout = layoutOf(['_G', ...names])

/** A run's own state, with all libraries. The event is a global. */
export function openRuntime(limits: Limits, world: World, event: Value): Runtime {
  const tables = libraries.map(([name, { values }], at) => {
    if (name === 'string') return openString()
    return Table.fromLayout(libraryLayouts[at] ?? stringLayout, [...values])
  })
  const values: Value[] = [...base.values, ...tables, undefined, undefined, event]
  const globals = Table.fromLayout(globalLayout, values)
  const runtime = new Runtime(globals, limits, world)
  const loaded = Table.fromLayout(loadedLayout, [globals, ...tables])
  globals.setField('_G', globals)
  globals.setField(
    'package',
    Table.fromLayout(packageLayout, [...packageLibrary.values, ...openPackage(runtime, loaded)]),
  )
  const strings = tables[names.indexOf('string')]
  if (strings !== undefined) runtime.metatables.set('string', strings)
  return runtime
}

/** The string library is the metatable of strings too. */
function openString(): Table {
  const table = Table.fromLayout(stringLayout, [...stringLibrary.values, undefined])
  table.setField('__index', table)
  return table
}
