import type { Metrics } from './metrics.ts'

const goArch: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }

/** What is told of the process itself: what it is, since when it runs, and what it uses. All read at the scrape. */
export function processMetrics(metrics: Metrics, build: { readonly version: string; readonly commit: string }): void {
  // Argo's label names; the runtime stands where the Go version stood, the architecture is spelt as Go spells it.
  const labels = {
    version: build.version,
    goversion: `node ${process.version}`,
    goarch: goArch[process.arch] ?? process.arch,
    commit: build.commit,
  }
  metrics.gauge('build_info', labels, 1)
  metrics.gauge('millrace_process_start_time_seconds', {}, Date.now() / 1_000 - process.uptime())
  metrics.probe('millrace_process_resident_memory_bytes', {}, () => process.memoryUsage.rss())
  metrics.probe('millrace_process_cpu_seconds_total', {}, () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000_000
  })
}
