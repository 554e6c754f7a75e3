import { freePort, natsServer, redisServer, tempFolder, type TempFolder } from '@millrace/testkit'
import { spawn } from 'node:child_process'
import { chmod, lstat, readFile, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deployedServices } from '../services.ts'
import { deployTools } from '../tools/deploy-tools.fixture.ts'
import { buildContext, readDockerfile, type Instruction } from './read-dockerfile.fixture.ts'
import { neededFor, replay, type Stage } from './replay.fixture.ts'

const tools = await deployTools()
const startMaxMs = 60_000
/** Only root may become somebody else. */
const isRoot = process.getuid?.() === 0

describe.skipIf(tools.kind === 'missing')('the image, its steps replayed in a clean folder', () => {
  let folder: TempFolder
  let context: readonly string[]
  let instructions: readonly Instruction[]
  let image: Stage

  beforeAll(async () => {
    folder = await tempFolder()
    // Who runs the services there is not who made the folder.
    await chmod(folder.path, 0o755)
    context = await buildContext(tools)
    instructions = await readDockerfile(tools)
    const stages = await replay(neededFor('', instructions), context, folder.path)
    const last = stages.get('')
    if (last === undefined) throw new TypeError('the last stage has no name')
    image = last
  }, 600_000)
  afterAll(() => folder?.[Symbol.asyncDispose]())
  const inside = (...path: readonly string[]) => join(image.root, 'opt/millrace', ...path)

  test('is sent sources and packages’ wishes, and no test, no tool, nothing that git does not know', () => {
    expect(context).toContain('package-lock.json')
    expect(context).toContain('services/ingest/src/main.ts')
    expect(
      context.filter((file) => /\.(?:test|fixture)\.ts$|node_modules|(?:^|\/)\.git\/|\.millrace/.test(file)),
    ).toEqual([])
    expect(context.filter((file) => !/^(?:libs|services)\/|^[^/]+$/.test(file))).toEqual([])
  })

  test('runs as nobody, and node gets the signals itself', () => {
    expect(image).toMatchObject({ user: '65532:65532', entrypoint: ['node'], workdir: '/opt/millrace' })
    expect(image.env).toEqual({ NODE_ENV: 'production' })
  })

  test('has git and an ssh client for `source.git`, and the entry of a user without which ssh does not run', () => {
    const system = neededFor('system', instructions).filter(({ name }) => name === 'RUN')
    const steps = system.flatMap(({ args }) =>
      args
        .join(' ')
        .split('&&')
        .map((step) => step.trim().split(/\s+/)),
    )
    const installed = steps.filter(([program, verb]) => program === 'apt-get' && verb === 'install').flat()
    expect(installed).toEqual(expect.arrayContaining(['git', 'openssh-client', 'ca-certificates']))
    const added = steps.find(([program]) => program === 'useradd') ?? []
    expect(`${added[added.indexOf('--uid') + 1]}:65532`).toBe(image.user)
    // What the services are made of stands on it.
    expect(neededFor('millrace', instructions).some(({ args }) => args.includes('system'))).toBe(true)
  })

  test('is made of the Node that package.json names', async () => {
    const { devDependencies } = JSON.parse(await readFile(inside('package.json'), 'utf8')) as {
      devDependencies: { node: string }
    }
    const arg = instructions.find(({ name }) => name === 'ARG')?.args[0]
    expect(arg).toMatch(new RegExp(`^NODE_IMAGE=node:${devDependencies.node.replaceAll('.', '\\.')}-`))
  })

  test('keeps the links of the workspace, and leaves out what only development needs', async () => {
    const link = inside('node_modules/@millrace/service')
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect(await realpath(link)).toBe(await realpath(inside('libs/service')))
    const packages = await readdir(inside('node_modules'))
    for (const name of ['vitest', 'typescript', 'oxlint', 'nx', 'node', 'fast-check'])
      expect(packages).not.toContain(name)
  })

  test.each(Object.keys(deployedServices))('starts %s, which drains on SIGTERM', async (service) => {
    await using nats = await natsServer()
    await using redis = await redisServer()
    const { entrypoint } = image
    const [program, ...options] = entrypoint
    expect(program).toBe('node')
    const child = spawn(process.execPath, [...options, `services/${service}/src/main.ts`], {
      cwd: inside(),
      env: {
        ...image.env,
        MILLRACE_NATS_URL: nats.url,
        MILLRACE_REDIS_URL: redis.url,
        MILLRACE_CONTROL_ADDRESS: `127.0.0.1:${await freePort()}`,
        MILLRACE_METRICS_PORT: String(await freePort()),
        MILLRACE_INGEST_PORT: String(await freePort()),
        MILLRACE_ADMIN_ADDRESS: `127.0.0.1:${await freePort()}`,
        MILLRACE_MANIFESTS: inside('services/ingest'),
      },
      ...(isRoot ? { uid: 65_532, gid: 65_532 } : {}),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const running = Promise.withResolvers<void>()
    const ended = Promise.withResolvers<number | null>()
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes('Service running')) running.resolve()
      })
    child.once('exit', (code) => {
      ended.resolve(code)
      running.reject(new Error(`${service} ended with ${code}: ${output}`))
    })
    const limit = setTimeout(() => child.kill('SIGKILL'), startMaxMs)
    try {
      await running.promise
      running.promise.catch(() => undefined)
      child.kill('SIGTERM')
      expect(await ended.promise, output).toBe(0)
    } finally {
      clearTimeout(limit)
      child.kill('SIGKILL')
    }
    expect(output).toContain('Service drained')
    expect(output).not.toMatch(/Warning/)
  })
})
