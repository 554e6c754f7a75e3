import { findServer } from '@millrace/servers'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Bench } from './bench.ts'
import type { BenchRun } from './bench-run.ts'
import { buildTools } from './build-tools.ts'
import { formatSelfTime, readProfiles, topSelfTime } from './cpu-profile.ts'
import { describeMachine } from './machine.ts'
import { markdown } from './markdown.ts'
import { serviceNames } from './replica.ts'
import { resultsStore } from './results-store.ts'
import { soakMinutesDefault } from './soak.ts'

const historyEventsDefault = 1_000_000
const help = `npm run bench [-- OPTIONS]
  --only a,b          these alone, in their own order; without it: all but the soak
  --only languages    the languages of manifests beside their Go originals, without any server
  --wait N            seconds to wait, before each, for others to leave the machine (30)
  --minutes N         length of the soak (${soakMinutesDefault})
  --history-events N  events that the history holds when it is asked (${historyEventsDefault}); a multiple of 1,000
  --history-target T  a file or a postgres:// URL of a history that is filled up to so many events, kept, and used again
  --profile SERVICE   has that service write a CPU profile, prints its functions with most self time, keeps no results
  --nats-cores N      cores that NATS uses at most, as under \`millrace up\` (1); 0: all
  --sources DIR       sources of the load generator
  --list              names the scenarios`

const functionsShown = 25
const root = fileURLToPath(new URL('../../', import.meta.url))
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    minutes: { type: 'string', default: String(soakMinutesDefault) },
    'history-target': { type: 'string' },
    'history-events': { type: 'string', default: String(historyEventsDefault) },
    wait: { type: 'string', default: '30' },
    profile: { type: 'string' },
    'nats-cores': { type: 'string', default: '1' },
    sources: { type: 'string', default: join(root, '..', 'shared', 'bench') },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

// Ends through the exit handlers, which remove temporary folders; the processes started end with this one.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code))

if (values.help) say(help)
else if (values.only === 'languages') {
  const { measureLanguages } = await import('./languages/measure-languages.ts')
  await measureLanguages(root, process.env, say)
} else if (values.list) for (const name of Bench.names) say(name)
else process.exitCode = await main()

async function main(): Promise<number> {
  const unknown = (values.only?.split(',') ?? []).filter((name) => !Bench.names.includes(name))
  const profiled = serviceNames.find((name) => name === values.profile)
  if (unknown.length > 0 || (values.profile !== undefined && profiled === undefined)) {
    say(`unknown: ${[...unknown, ...(profiled === undefined ? [values.profile] : [])].join(', ')}\n${help}`)
    return 2
  }
  const tools = await buildTools(values.sources, join(root, 'bench', 'bin'), process.env)
  if (typeof tools === 'string') {
    say(`SKIPPED, nothing was measured: ${tools}.`)
    return 0
  }
  const cores = Number(values['nats-cores'])
  const run = { tools, env: process.env, say, ...(cores > 0 ? { natsCores: cores } : {}) }
  if (profiled === undefined) return measureAll(run)
  const dir = await mkdtemp(join(tmpdir(), 'millrace-profile-'))
  await measureAll({ ...run, profile: { service: profiled, dir } })
  await showProfiles(dir, profiled)
  return 0
}

async function measureAll(run: BenchRun): Promise<number> {
  const servers = {
    nats: (await findServer('nats-server', { env: process.env })).version,
    redis: (await findServer('redis-server', { env: process.env })).version,
  }
  const folder =
    run.profile === undefined ? join(root, 'bench', 'results') : await mkdtemp(join(tmpdir(), 'millrace-results-'))
  const store = resultsStore(folder)
  const bench = new Bench({
    run,
    store,
    root,
    machine: describeMachine(root, servers),
    soakMinutes: Number(values.minutes),
    historyEvents: Number(values['history-events']),
    historyTarget: values['history-target'],
    idleWaitMs: Number(values.wait) * 1_000,
  })
  const names = values.only?.split(',') ?? Bench.names.filter((name) => name !== 'soak')
  await bench.measure(names)
  if (run.profile === undefined) await writePage(markdown(store.all(), { order: Bench.names, text: notes() }))
  else await rm(folder, { recursive: true })
  return bench.brokeOff ? 1 : 0
}

function notes(): string {
  const file = join(root, 'bench', 'notes.md')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

async function writePage(text: string): Promise<void> {
  await mkdir(join(root, 'docs'), { recursive: true })
  await writeFile(join(root, 'docs', 'benchmarks.md'), text)
  say('docs/benchmarks.md is written')
}

async function showProfiles(dir: string, service: string): Promise<void> {
  const profiles = await readProfiles(dir)
  if (profiles.size === 0) say(`${service} wrote no profile: it did not end by itself`)
  for (const [name, profile] of profiles) {
    say(`── ${service}: ${join(dir, name)}`)
    say(formatSelfTime(topSelfTime(profile, functionsShown, root)))
  }
}
