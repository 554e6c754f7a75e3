import type { Measured } from '../measure.ts'

/** CPU-s per 1,000 events of all processes but admin. */
export const roadCpu = ({ processes }: Measured): number =>
  sum(processes.filter(({ name }) => name !== 'admin').map(({ cpuPer1k }) => cpuPer1k))
/** CPU-s per 1,000 events. */
export const adminCpu = ({ processes }: Measured): number =>
  processes.find(({ name }) => name === 'admin')?.cpuPer1k ?? 0
/** Effects a second, from the first event to the last effect. */
export const perS = ({ gen }: Measured): number => gen.e2e_per_s ?? Number.NaN
/** Milliseconds. */
export const p50 = ({ gen }: Measured): number => gen.e2e_ms?.p50 ?? Number.NaN
export const p99 = ({ gen }: Measured): number => gen.e2e_ms?.p99 ?? Number.NaN
export const lost = ({ gen }: Measured): number => gen.lost ?? Number.NaN

/** By how much the greatest exceeds the smallest: 0.1 is a tenth. */
export const spread = (values: readonly number[]): number => Math.max(...values) / Math.min(...values) - 1
export const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)
export const mean = (values: readonly number[]): number => sum(values) / values.length
