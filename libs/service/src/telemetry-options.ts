import type { Option } from './option.ts'
import { bool, int, oneOf, parser, text, urlOf } from './parsers.ts'

/** Telemetry settings of every process. */
export const telemetryOptions = {
  level: {
    env: 'LOG_LEVEL',
    help: 'The least serious log lines that are written.',
    parse: oneOf('debug', 'info', 'warn', 'error'),
    fallback: 'info',
  },
  pretty: {
    env: 'MILLRACE_LOG_PRETTY',
    help: 'Log lines for people instead of JSON.',
    parse: bool,
    fallback: false,
  },
  metricsPort: {
    env: 'MILLRACE_METRICS_PORT',
    help: 'Port of GET /metrics; -1: metrics are not served.',
    parse: int({ min: -1, max: 65_535 }),
    fallback: 7777,
  },
  metricsHost: {
    env: 'MILLRACE_METRICS_HOST',
    help: 'Address that GET /metrics is served on.',
    parse: text,
    fallback: '127.0.0.1',
  },
  otlpEndpoint: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    help: 'Base URL of the OTLP/HTTP collector for traces; not set: spans are not recorded.',
    parse: urlOf('http', 'https'),
    fallback: '',
  },
  sampleRatio: {
    env: 'OTEL_TRACES_SAMPLER_ARG',
    help: 'Share of the traces begun here that are recorded.',
    parse: parser('a number from 0 to 1', ratio),
    fallback: 1,
  },
} as const satisfies Record<string, Option<unknown>>

function ratio(given: string): number | undefined {
  const value = Number(given)
  return given.trim() !== '' && value >= 0 && value <= 1 ? value : undefined
}
