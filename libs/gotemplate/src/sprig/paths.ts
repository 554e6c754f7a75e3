import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'

const onText = (make: (path: string) => string | boolean): Signature => fixed(['string'], (_, path) => make(path))
const isAbsolute = (path: string): boolean => path.startsWith('/')

/** Slash-separated paths; those of the operating system are Unix paths here. */
export const paths: Readonly<Record<string, Signature>> = {
  base: onText(baseOf),
  dir: onText(directoryOf),
  clean: onText(cleaned),
  ext: onText(extensionOf),
  isAbs: onText(isAbsolute),
  osBase: onText(baseOf),
  osDir: onText(directoryOf),
  osClean: onText(cleaned),
  osExt: onText(extensionOf),
  osIsAbs: onText(isAbsolute),
}

/** The shortest path to the same place. */
function cleaned(path: string): string {
  const rooted = isAbsolute(path)
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (!rooted) parts.push(part)
  }
  const joined = parts.join('/')
  if (rooted) return `/${joined}`
  return joined === '' ? '.' : joined
}

function baseOf(path: string): string {
  if (path === '') return '.'
  let end = path.length
  while (end > 0 && path[end - 1] === '/') end--
  const bare = path.slice(0, end)
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1)
}

function directoryOf(path: string): string {
  return cleaned(path.slice(0, path.lastIndexOf('/') + 1))
}

function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot)
}
