import { onPath } from '@millrace/servers'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, stat } from 'node:fs/promises'
import { basename, delimiter, dirname, join, posix } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../tools/deploy-tools.fixture.ts'
import type { Instruction } from './read-dockerfile.fixture.ts'

/** What a stage of a build has come to. */
export interface Stage {
  /** The folder that stands for `/`. */
  readonly root: string
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
}

const run = promisify(execFile)
const runMaxMs = 300_000
const empty = { workdir: '/', env: {}, user: '0:0', entrypoint: [], command: [] }

/**
 * Carries a Dockerfile out where there is no Docker: each stage is a folder, and RUN runs in it with the programs of this
 * machine, so steps must keep to paths below their WORKDIR. What it does not show is the base image: its Node, its npm, its
 * system and what apt-get adds to it. Returns the stages by name, and the last one as ''.
 */
export async function replay(
  instructions: readonly Instruction[],
  context: readonly string[],
  folder: string,
): Promise<ReadonlyMap<string, Stage>> {
  const stages = new Map<string, Stage>()
  const args = new Map<string, string>()
  let name = ''
  for (const instruction of instructions) {
    if (instruction.name === 'ARG') {
      const [key = '', value = ''] = instruction.args[0]?.split('=') ?? []
      args.set(key, value)
      continue
    }
    if (instruction.name === 'FROM') {
      name = instruction.args[1]?.toUpperCase() === 'AS' ? (instruction.args[2] ?? '') : ''
      stages.set(name, await begun(instruction, { stages, args, root: join(folder, `${stages.size}`) }))
      continue
    }
    const stage = stages.get(name)
    if (stage === undefined) throw new TypeError(`line ${instruction.line}: ${instruction.name} before FROM`)
    stages.set(name, await stepped(instruction, stage, { stages, context }))
  }
  return stages
}

/** The instructions of the stages that one is made of, in order, as a build leaves the others out. The last one is ''. */
export function neededFor(stage: string, instructions: readonly Instruction[]): readonly Instruction[] {
  const groups: { readonly name: string; readonly all: Instruction[] }[] = []
  const before: Instruction[] = []
  for (const instruction of instructions) {
    if (instruction.name === 'FROM') groups.push({ name: instruction.args[2] ?? '', all: [instruction] })
    else (groups.at(-1)?.all ?? before).push(instruction)
  }
  const needed = new Set([stage])
  for (const { name, all } of groups.toReversed()) {
    if (!needed.has(name)) continue
    for (const { name: kind, args, flags } of all) {
      if (kind === 'FROM') needed.add(args[0] ?? '')
      for (const flag of flags) if (flag.startsWith('--from=')) needed.add(flag.slice('--from='.length))
    }
  }
  return [...before, ...groups.filter(({ name }) => needed.has(name)).flatMap(({ all }) => all)]
}

interface Begun {
  readonly stages: ReadonlyMap<string, Stage>
  readonly args: ReadonlyMap<string, string>
  readonly root: string
}

async function begun({ args: [image = ''], line }: Instruction, { stages, args, root }: Begun): Promise<Stage> {
  await mkdir(root, { recursive: true, mode: 0o755 })
  const earlier = stages.get(image)
  if (earlier === undefined) {
    const [, variable] = /^\$\{(\w+)\}$/.exec(image) ?? []
    if (variable === undefined || !args.has(variable))
      throw new TypeError(`line ${line}: no stage and no image: ${image}`)
    return { ...empty, root }
  }
  await linked(earlier.root, root)
  return { ...earlier, root }
}

interface Around {
  readonly stages: ReadonlyMap<string, Stage>
  readonly context: readonly string[]
}

async function stepped(instruction: Instruction, stage: Stage, around: Around): Promise<Stage> {
  const { name, args, isExec, line } = instruction
  switch (name) {
    case 'WORKDIR':
      await mkdir(join(stage.root, args[0] ?? ''), { recursive: true })
      return { ...stage, workdir: args[0] ?? '/' }
    case 'ENV':
      // The parser gives name, value and the sign between them in turn.
      return { ...stage, env: { ...stage.env, [args[0] ?? '']: args[1] ?? '' } }
    case 'USER':
      return { ...stage, user: args[0] ?? '' }
    case 'ENTRYPOINT':
    case 'CMD': {
      if (!isExec) throw new TypeError(`line ${line}: ${name} goes through a shell, which takes no signals`)
      return name === 'CMD' ? { ...stage, command: args } : { ...stage, entrypoint: args }
    }
    case 'COPY':
      await copied(instruction, stage, around)
      return stage
    case 'RUN':
      // Packages of the system are part of what stands for the base image.
      if (!/^apt-get\b/.test(args[0] ?? '')) await ran(args[0] ?? '', stage)
      return stage
    default:
      throw new TypeError(`line ${line}: ${name} cannot be replayed`)
  }
}

async function copied({ flags, args, line }: Instruction, stage: Stage, { stages, context }: Around): Promise<void> {
  const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length)
  const target = join(stage.root, posix.resolve(stage.workdir, args.at(-1) ?? ''))
  if (from === undefined) {
    if (args.join(' ') !== '. .') throw new TypeError(`line ${line}: only the whole context can be replayed`)
    for (const file of context) {
      await mkdir(dirname(join(target, file)), { recursive: true })
      await copyFile(join(repository, file), join(target, file))
    }
    return
  }
  const source = stages.get(from)
  if (source === undefined) throw new TypeError(`line ${line}: no stage ${from}`)
  for (const path of args.slice(0, -1)) {
    const found = join(source.root, posix.resolve('/', path))
    // A folder's content is copied, a file goes by its name.
    await linked(found, (await stat(found)).isDirectory() ? target : join(target, basename(found)))
  }
}

/** Hard links instead of copies: thousands of files, and no step changes one in place. */
async function linked(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await run('cp', ['--archive', '--link', '--force', '--no-target-directory', from, to], { timeout: runMaxMs })
}

async function ran(command: string, { root, workdir, env }: Stage): Promise<void> {
  const [npm] = await onPath('npm', process.env)
  if (npm === undefined) throw new TypeError('no npm on PATH')
  // Node first, as in the image; npm comes with it there.
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  // The way to the registry is this machine's; settings of the npm that may have started the tests are not handed on.
  const around = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_ENV|NODE_OPTIONS|VITEST)/.test(name))
  await run('sh', ['-c', command], {
    cwd: join(root, workdir),
    env: { ...Object.fromEntries(around), PATH: path, ...env },
    timeout: runMaxMs,
  })
}
