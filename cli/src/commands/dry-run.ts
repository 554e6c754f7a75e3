import {
  compareProblems,
  formatProblem,
  readManifests,
  validateSet,
  type Problem,
  type Sensor,
} from '@millrace/manifests'
import { openLanguages } from '@millrace/language-host'
import type { SensorEvent } from '@millrace/sensor'
import { dryRun, eventFromJson, type Origin } from '@millrace/sensor/dry-run'
import { readFile } from 'node:fs/promises'
import { CliError } from '../cli-error.ts'
import { manifestFiles } from '../manifest-files.ts'
import { dryRunText } from './dry-run-text.ts'

/** What `dry-run` is told. */
export interface DryRunFlags {
  /** Files with events, in the order they come, each as FILE or DEPENDENCY=FILE. */
  readonly event: readonly string[]
  /** Name of the sensor, where the files hold several. */
  readonly sensor?: string
  readonly json?: true
}

/** Says what a sensor would do with events, and does none of it. Exit code 1 where the sensor has an error. */
export async function dryRunCommand(paths: readonly string[], flags: DryRunFlags): Promise<number> {
  const { sensors, problems } = await readSensors(paths)
  const errors = problems.filter(({ severity }) => severity === 'error')
  for (const problem of flags.json === true ? errors : problems) process.stderr.write(`${formatProblem(problem)}\n`)
  const meant = sensors.filter(({ metadata }) => flags.sensor === undefined || metadata.name === flags.sensor)
  if (meant.length === 0) throw new CliError(nothingMeant(paths, flags, errors.length))
  using open = await openLanguages({ templateEnv: new Map(), templateHosts: [] })
  const { languages } = open
  const runs = await Promise.all(
    meant.map(async (sensor) => dryRun(sensor, await readEvents(sensor, flags.event), languages)),
  )
  if (flags.json === true) process.stdout.write(`${JSON.stringify(runs.length === 1 ? runs[0] : runs, null, 2)}\n`)
  else process.stdout.write(`${runs.map(dryRunText).join('\n\n')}\n`)
  return errors.length > 0 || runs.some((run) => run.problems.some(({ severity }) => severity === 'error')) ? 1 : 0
}

async function readSensors(paths: readonly string[]): Promise<{ sensors: Sensor[]; problems: Problem[] }> {
  const files = await manifestFiles(paths)
  const reads = await Promise.all(files.map(async (file) => readManifests(await readFile(file, 'utf8'), file)))
  const objects = reads.flatMap((read) => read.objects)
  // A file without any object is most likely an event: that it is no manifest is no news here.
  const told = reads.flatMap(({ objects, problems }) =>
    problems.filter(({ severity }) => objects.length > 0 || severity === 'error'),
  )
  const problems = [...told, ...validateSet(objects)].sort(compareProblems)
  const sensors = objects.flatMap(({ object }): Sensor[] => (object?.kind === 'Sensor' ? [object] : []))
  return { sensors, problems }
}

function nothingMeant(paths: readonly string[], { sensor }: DryRunFlags, errors: number): string {
  const where = paths.join(', ')
  if (errors > 0) return `no sensor of ${where} can be run: mend the errors above`
  return sensor === undefined ? `there is no Sensor in ${where}` : `there is no Sensor ${sensor} in ${where}`
}

/** Reads the events as this sensor sees them: data alone comes from the dependency that is named, or the only one. */
async function readEvents(sensor: Sensor, given: readonly string[]): Promise<SensorEvent[]> {
  const origins = new Map(
    sensor.spec.dependencies.map(({ name, eventSourceName, eventName }) => [
      name,
      { source: eventSourceName, subject: eventName },
    ]),
  )
  const distinct = new Map([...origins.values()].map((origin) => [`${origin.source}/${origin.subject}`, origin]))
  const only = distinct.size === 1 ? [...distinct.values()][0] : undefined
  return Promise.all(given.map((one, nth) => readEvent(one, nth, origins, only)))
}

async function readEvent(
  given: string,
  nth: number,
  origins: ReadonlyMap<string, Origin>,
  only: Origin | undefined,
): Promise<SensorEvent> {
  const equals = given.indexOf('=')
  const origin = equals < 0 ? undefined : origins.get(given.slice(0, equals))
  const file = origin === undefined ? given : given.slice(equals + 1)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError(`the event ${JSON.stringify(file)} cannot be read`, { cause })
  })
  const read = eventFromJson(text, { id: `event-${nth + 1}`, timeMs: Date.now(), origin, only })
  if (read.kind === 'event') return read.event
  const names = [...origins.keys()].join(', ')
  throw new CliError(
    `the event ${JSON.stringify(file)} ${read.message}; a CloudEvent says its source and subject, else name the ` +
      `dependency that it is for: --event DEPENDENCY=${file} (there are ${names})`,
  )
}
