import { echoCpu } from './floors.ts'
import type { Result } from './result.ts'
import { figureOf } from './results-store.ts'
import { figures } from './scenarios.ts'
import { verdictOf } from './table.ts'
import { idleCoresMax } from './until-idle.ts'

/** What a reader needs besides the results. */
export interface Notes {
  /** Names in the order in which they are shown. */
  readonly order: readonly string[]
  /** What a person found out; Markdown. */
  readonly text: string
}

/** The page on speed, made of the latest results. */
export function markdown(results: readonly Result[], notes: Notes): string {
  const place = (result: Result): number => {
    const found = notes.order.indexOf(result.scenario)
    return found === -1 ? notes.order.length : found
  }
  const ordered = results.toSorted((a, b) => place(a) - place(b))
  const sections = [intro(ordered), ...ordered.map(section), distance(results), notes.text.trim()]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

function intro(results: readonly Result[]): string {
  const [first] = results
  if (first === undefined) return '# Benchmarks\n\nNothing has been measured yet: `npm run bench`.'
  const { machine } = first
  const dates = results.map(({ measuredAt }) => measuredAt.slice(0, 10)).toSorted()
  const [from = '', to = ''] = [dates[0], dates.at(-1)]
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench` from `bench/results/`; changes here are lost. All parts share one machine: the load generator, the sink, NATS, Redis and one',
    'process of each service. Times of such a machine compare with nothing; ratios to the floors of the same run, and CPU per event, do.',
    '',
    `- Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.kernel}`,
    `- Node ${machine.node}, nats-server ${machine.natsServer}, redis-server ${machine.redisServer}, Millrace ${machine.revision}`,
    `- Measured: ${from === to ? from : `${from} to ${to}`}`,
    '- Commands: `npm run bench` (all but the soak), `npm run bench -- --only base,acks`, `npm run bench -- --only soak`,',
    '  `npm run bench -- --only base --profile router` (the functions of that service with most self time)',
    '- NATS on one core, as `millrace up` runs it.',
    '- Before each measured load, events with 10,000 effects warm the system up. Latency counts from when an event was due.',
  ].join('\n')
}

function section(result: Result): string {
  const head = [
    `## ${result.scenario}`,
    '',
    `${sentence(result.about)} Measured ${result.measuredAt.slice(0, 16).replace('T', ' ')} UTC.`,
  ]
  if (result.waiting !== undefined) return [...head, '', `Not measured: ${result.waiting}.`].join('\n')
  return [...head, '', ...checkTable(result), ...costTable(result)].join('\n')
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function checkTable({ checks }: Result): readonly string[] {
  const rows = checks.map((one) => `| ${one.figure} | ${one.value} | ${one.target} | ${verdictOf(one)} |`)
  return ['| figure | measured | target | |', '| --- | ---: | --- | --- |', ...rows]
}

function costTable({ processes, traffic, othersCores = 0 }: Result): readonly string[] {
  if (processes === undefined || traffic === undefined) return []
  const rows = processes.map(
    ({ name, cpuPer1k, wakeUpsPerEvent, rssMb }) => `| ${name} | ${cpuPer1k} | ${wakeUpsPerEvent} | ${rssMb} |`,
  )
  const redis = Object.entries(traffic.redis).map(([name, calls]) => `${name} ${calls}`)
  return [
    '',
    '| process | CPU-ms an event | wake-ups an event | memory, MB |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    '',
    `NATS: ${traffic.natsIn} messages in and ${traffic.natsOut} out an event. Redis commands an event: ${redis.join(', ') || 'none'}.`,
    othersCores > idleCoresMax
      ? `**Disturbed**: others kept ${othersCores} cores of the machine busy meanwhile. Only the CPU an event, messages and ratios count.`
      : `Others kept ${othersCores} cores of the machine busy meanwhile.`,
  ]
}

/** What stands between the full load and the floor, in the terms that were measured. */
function distance(results: readonly Result[]): string {
  const base = results.find(({ scenario }) => scenario === 'base')
  const floors = results.find(({ scenario }) => scenario === 'floors')
  const cpu = figureOf(base, figures.cpu)
  const echo = figureOf(floors, echoCpu)
  if (Number.isNaN(cpu) || Number.isNaN(echo) || base?.processes === undefined) return ''
  const parts = base.processes
    .toSorted((a, b) => b.cpuPer1k - a.cpuPer1k)
    .map(
      ({ name, cpuPer1k }) =>
        `| ${name} | ${cpuPer1k} | ${((cpuPer1k / cpu) * 100).toFixed(0)} % | ${(cpuPer1k / echo).toFixed(1)} |`,
    )
  return [
    '## Between the figure and the floor',
    '',
    `An event at full load costs ${cpu} ms of CPU over all processes; a bare Node echo answers a request for ${echo} ms. An event needs at least two such`,
    'exchanges, one in and one out, of which the sink pays half of the second. What it costs by stage, at full load:',
    '',
    '| stage | CPU-ms an event | share | echoes |',
    '| --- | ---: | ---: | ---: |',
    ...parts,
  ].join('\n')
}
