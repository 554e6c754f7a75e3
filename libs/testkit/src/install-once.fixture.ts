import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What is installed into the user's cache. */
export interface Installation {
  /** Name and version. */
  readonly what: string
  /** Who installs how much of it. */
  readonly how: string
  /** Where it is to lie. */
  readonly folder: string
}

/** A filled folder, or what went wrong. */
export type Filled =
  | { readonly kind: 'filled'; readonly folder: string }
  | { readonly kind: 'fault'; readonly reason: string }

const progressMs = 15_000

/** One line to whoever runs the tests. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`)

/**
 * Has `fill` work in a folder of its own, and puts what it filled into place when it is whole. Says when it begins, that
 * it goes on, and how long it took. Gives what went wrong.
 */
export async function installOnce(
  { what, how, folder }: Installation,
  fill: (work: string) => Promise<Filled>,
): Promise<string | undefined> {
  const cache = dirname(folder)
  await mkdir(cache, { recursive: true, mode: 0o700 })
  const work = await mkdtemp(join(cache, `.installing-${process.pid}-`))
  const startedMs = performance.now()
  const seconds = (): string => ((performance.now() - startedMs) / 1_000).toFixed(0)
  say(`${what}: ${how} (once, into ${folder})`)
  const progress = setInterval(() => say(`${what}: still installing after ${seconds()} s`), progressMs)
  try {
    const filled = await fill(work)
    if (filled.kind === 'fault') return `${filled.reason} (after ${seconds()} s)`
    await rename(filled.folder, folder)
    say(`${what}: installed in ${seconds()} s`)
    return undefined
  } finally {
    clearInterval(progress)
    await rm(work, { recursive: true, force: true })
  }
}
