export { dryRun } from './dry-run.ts'
export { eventFromJson } from './event-from-json.ts'
export type { EventDefaults, Origin, ReadEvent } from './event-from-json.ts'
export type {
  DependencyReport,
  DryRun,
  EventReport,
  FilterReport,
  Firing,
  RequestReport,
  TransformReport,
  TriggerReport,
} from './report.ts'
export { previewSensor } from './preview.ts'
export type { FiringDifference, Preview, PreviewOptions, TriggerDifference } from './preview.ts'
