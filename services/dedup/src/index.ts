export { dedupOptions, type DedupConfig } from './config.ts'
export { startDedup } from './start.ts'
