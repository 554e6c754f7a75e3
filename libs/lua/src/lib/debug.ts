import { Frame } from '../run/frame.ts'
import type { Level } from '../run/frame.ts'
import { Closure, Native } from '../run/function.ts'
import { metatableOf, setMetatable } from '../run/metatable.ts'
import { positionOf } from '../run/runtime.ts'
import type { Runtime } from '../run/runtime.ts'
import { Table } from '../run/table.ts'
import { none } from '../value.ts'
import type { Results, Value } from '../value.ts'
import { checkAny, checkFunction, checkInteger, checkTable, checkTypes, optionalInteger } from './arguments.ts'
import { library, refused } from './library.ts'

export const debugLibrary = library({
  getfenv: (runtime, args) => {
    const value = checkAny(runtime, args, 1)
    return value instanceof Closure ? value.environment : value instanceof Native ? runtime.globals : undefined
  },
  getinfo: getInfo,
  ...refused('debug.', ['getlocal', 'setlocal'], 'local variables have no names at run time'),
  getmetatable: (runtime, args) => {
    const metatable = metatableOf(runtime, checkAny(runtime, args, 1))
    return metatable?.getString('__metatable') ?? metatable
  },
  getupvalue: (runtime, args) => {
    const { cell, name } = upvalueOf(runtime, args)
    return cell === undefined ? undefined : [name, cell.value]
  },
  setfenv: (runtime, args) => {
    const value = checkAny(runtime, args, 1)
    if (value instanceof Closure) value.environment = checkTable(runtime, args, 2)
    return none
  },
  setmetatable: (runtime, args) => {
    checkTypes(runtime, args, 2, 'nil', 'table')
    const [value, metatable] = args
    setMetatable(runtime, value, metatable instanceof Table ? metatable : undefined)
    return value
  },
  setupvalue: (runtime, args) => {
    const { cell, name } = upvalueOf(runtime, args)
    const value = checkAny(runtime, args, 3)
    if (cell === undefined) return undefined
    cell.value = value
    return name
  },
  traceback,
})

function upvalueOf(runtime: Runtime, args: Value[]): { cell: Closure['upvalues'][number] | undefined; name: string } {
  const closure = checkFunction(runtime, args, 1)
  const index = checkInteger(runtime, args, 2)
  if (!(closure instanceof Closure)) return { cell: undefined, name: '' }
  return { cell: closure.upvalues[index - 1], name: closure.prototype.node.upvalueNames[index - 1] ?? '' }
}

function getInfo(runtime: Runtime, args: Value[]): Results {
  checkTypes(runtime, args, 1, 'function', 'number')
  const [which] = args
  const table = new Table()
  if (which instanceof Closure || which instanceof Native) return describe(table, which, -1, undefined)
  runtime.spend(infoCost + (runtime.depth >> 1))
  const found = runtime.levelAt(checkInteger(runtime, args, 1))
  if (found === undefined) return undefined
  if (found === 'leaf') return describe(table, undefined, -1, 'getinfo')
  if (!(found instanceof Frame)) return describe(table, found.native, -1, '(anonymous)')
  return describe(table, found.closure, found.site.line, nameOf(found), found.parent === undefined)
}

function describe(
  table: Table,
  closure: Closure | Native | undefined,
  line: number,
  name: string | undefined,
  isMain = false,
): Table {
  const node = closure instanceof Closure ? closure.prototype : undefined
  table.setField('name', name)
  table.setField('what', isMain ? 'main' : node === undefined ? 'G' : 'Lua')
  table.setField('source', node?.chunkName ?? '')
  table.setField('currentline', line)
  table.setField('nups', node?.node.upvalues.length ?? 0)
  table.setField('linedefined', node?.node.line ?? 0)
  table.setField('lastlinedefined', node?.node.lastLine ?? 0)
  table.setField('func', closure)
  return table
}

/** What a frame's function is called where it is called. */
function nameOf(frame: Frame): string {
  if (frame.parent === undefined) return 'main chunk'
  const called = frame.parent instanceof Frame ? frame.parent.site.name : '?'
  const { chunkName, node } = frame.closure.prototype
  return called === '?' || frame.tailCalls > 0 || called === '(anonymous)' ? `<${chunkName}:${node.line}>` : called
}

/** Levels that a traceback shows at each end when there are many. */
const tracedMax = 7
/** Steps of a level. */
const levelCost = 12
/** Steps of what `getinfo` gives, besides those for the levels that it looks at. */
const infoCost = 24

function traceback(runtime: Runtime, args: Value[]): Results {
  const level = optionalInteger(runtime, args, 2, 1)
  const lines = ["\t[G]: in function 'traceback'"]
  for (let at: Level | undefined = runtime.frame; at !== undefined; at = at.parent) {
    runtime.spend(levelCost)
    if (!(at instanceof Frame)) lines.push(`\t[G]: in function (anonymous)`)
    else {
      const name = nameOf(at)
      const shown = at.parent === undefined ? name : name.startsWith('<') ? `function ${name}` : `function '${name}'`
      lines.push(`\t${positionOf(at)} in ${shown}`)
      for (let tail = 0; tail < Math.min(at.tailCalls, tracedMax); tail++) lines.push('\t(tailcall): ?')
    }
  }
  lines.push('\t[G]: ?')
  const wanted = lines.slice(Math.max(0, Math.min(level, lines.length)))
  const kept = wanted.length > 20 ? [...wanted.slice(0, tracedMax), '\t...', ...wanted.slice(-tracedMax)] : wanted
  const text = `stack traceback:\n${kept.join('\n')}`
  const [message] = args
  return typeof message === 'string' && message !== '' ? `${message}\n${text}` : text
}
