export type { ReplaySensors } from './due.ts'
export { openReplayRecords, replaysBucket, type ReplayRecords } from './replay-records.ts'
export type {
  ReplayCounts,
  ReplayMode,
  ReplayRecord,
  ReplaySpec,
  ReplayState,
  Selection,
  ShadowFiring,
} from './replay.ts'
export { openReplays, type Replays, type ReplaysOptions } from './replays.ts'
