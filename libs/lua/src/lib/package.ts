import { call, call1 } from '../run/call.ts'
import { Frame } from '../run/frame.ts'
import { Native, isFunction } from '../run/function.ts'
import { getIndex, setIndex } from '../run/index.ts'
import type { Runtime } from '../run/runtime.ts'
import { Table } from '../run/table.ts'
import { isTruthy, none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkString, checkTable } from './arguments.ts'
import { library } from './library.ts'

export const packageLibrary = library({
  loadlib: (runtime) => {
    throw runtime.raise('loadlib is not supported')
  },
  seeall: (runtime, args) => {
    const module = checkTable(runtime, args, 1)
    module.metatable ??= new Table()
    module.metatable.setField('__index', runtime.globals)
    return none
  },
})

const preloadLoader = new Native('preload loader', (runtime, args) => {
  const name = checkString(runtime, args, 1)
  const preload = getIndex(runtime, getIndex(runtime, runtime.globals, 'package'), 'preload')
  if (!(preload instanceof Table)) throw runtime.raise('package.preload must be a table')
  return preload.getString(name) ?? `no field package.preload['${name}']`
})

const fileLoader = new Native('file loader', (runtime, args) => {
  const name = checkString(runtime, args, 1)
  return `no file for ${name}: a script has no files`
})

/** Keys of the `package` table besides its functions. */
export const packageKeys = ['preload', 'loaders', 'loaded', 'path', 'cpath', 'config'] as const

/** The values of these keys in a run. */
export function openPackage(runtime: Runtime, loaded: Table): Value[] {
  const loaders = new Table()
  loaders.array = [preloadLoader, fileLoader]
  runtime.loaded = loaded
  runtime.loaders = loaders
  const path = './?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua'
  return [new Table(), loaders, loaded, path, '', '/\n;\n?\n!\n-\n']
}

/** What a module's name stands for while it is being loaded. */
const loading = new Native('loading', () => none)

export function requireModule(runtime: Runtime, args: Value[]): Results {
  const name = checkString(runtime, args, 1)
  const { loaded, loaders } = runtime
  if (loaded === undefined || loaders === undefined) return undefined
  const known = loaded.getString(name)
  if (isTruthy(known)) {
    if (known === loading) throw runtime.raise(`loop or previous error loading module: ${name}`)
    return known
  }
  const make = findLoader(runtime, loaders, name)
  setIndex(runtime, loaded, name, loading)
  const made = call1(runtime, make, [name])
  const module = loaded.getString(name)
  if (module !== loading) return module
  const result = made ?? true
  setIndex(runtime, loaded, name, result)
  return result
}

function findLoader(runtime: Runtime, loaders: Table, name: string): Value {
  const messages: string[] = []
  for (let index = 1; ; index++) {
    const loader = loaders.get(index)
    if (loader === undefined) throw runtime.raise(`module ${name} not found:\n\t${messages.join('\n\t')}, `)
    const found = call1(runtime, loader, [name])
    if (isFunction(found)) return found
    if (typeof found === 'string') messages.push(found)
  }
}

export function declareModule(runtime: Runtime, args: Value[]): Results {
  const name = checkString(runtime, args, 1)
  const known = runtime.loaded?.getString(name)
  const module = known instanceof Table ? known : findTable(runtime, name)
  if (runtime.loaded !== undefined) setIndex(runtime, runtime.loaded, name, module)
  if (getIndex(runtime, module, '_NAME') === undefined) {
    setIndex(runtime, module, '_M', module)
    setIndex(runtime, module, '_NAME', name)
    const dot = name.lastIndexOf('.')
    setIndex(runtime, module, '_PACKAGE', dot < 0 ? '' : name.slice(0, dot + 1))
  }
  // `module` is a level of its own, so its caller is the one above.
  const caller = runtime.frame?.parent
  if (!(caller instanceof Frame)) throw runtime.raise('module() can not be called from GFunctions.')
  caller.closure.environment = module
  for (const option of args.slice(1)) call(runtime, option, [module])
  return module
}

/** The table that a dotted name stands for in the globals, made where it is missing. */
function findTable(runtime: Runtime, name: string): Table {
  let table = runtime.globals
  for (const part of name.split('.')) {
    runtime.charge(96)
    const next = table.getString(part)
    if (next === undefined) {
      const made = new Table()
      setIndex(runtime, table, part, made)
      table = made
    } else if (next instanceof Table) table = next
    else throw runtime.raise(`name conflict for module: ${name}`)
  }
  return table
}
