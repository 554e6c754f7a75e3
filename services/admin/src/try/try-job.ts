import type { Sensor } from '@millrace/manifests'
import { compileSensor, type Languages, type SensorEvent } from '@millrace/sensor'
import { dryRun, previewSensor, type DryRun, type Preview } from '@millrace/sensor/dry-run'

/** Something to try: plain values, which go to another thread. */
export type TryJob =
  | { readonly kind: 'dry-run'; readonly sensor: Sensor; readonly events: readonly SensorEvent[] }
  | {
      readonly kind: 'preview'
      readonly before: Sensor | undefined
      readonly after: Sensor
      readonly events: readonly SensorEvent[]
      readonly firingsMax: number
    }

/** What came of it. `problems` are errors of the sensor's texts, a line each. */
export type TryResult =
  | { readonly kind: 'dry-run'; readonly run: DryRun; readonly problems: readonly string[] }
  | { readonly kind: 'preview'; readonly preview: Preview; readonly problems: readonly string[] }

/** Does a job. Pure, but as slow as the sensor's scripts and the count of the events make it. */
export function doTryJob(job: TryJob, languages: Languages): TryResult {
  switch (job.kind) {
    case 'dry-run': {
      const run = dryRun(job.sensor, job.events, languages)
      return { kind: 'dry-run', run, problems: run.problems.map(problemText) }
    }
    case 'preview': {
      const { before, after, events, firingsMax } = job
      const problems = compileSensor(after, languages).problems.map(problemText)
      return { kind: 'preview', preview: previewSensor(before, after, events, { languages, firingsMax }), problems }
    }
    default:
      return job satisfies never
  }
}

const problemText = ({ field, message }: { readonly field: string; readonly message: string }): string =>
  `${field}: ${message}`
