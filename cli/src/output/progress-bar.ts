import { paintFor } from './paint.ts'
import type { Env } from '../run-cli.ts'

/** Where progress is shown. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Progress of something long, on a stream beside the output. */
export interface Progress extends Disposable {
  /** `total` of 0: it is not known yet. */
  tell(done: number, total: number, note?: string): void
}

const barWidth = 30
/** Without a terminal a line is written whenever so much more is done. */
const lineShare = 0.1

/** A bar on a terminal, drawn over itself; elsewhere a plain line now and then. */
export function progressBar(title: string, stream: ProgressStream, env: Env): Progress {
  return stream.isTTY === true ? bar(title, stream, env) : lines(title, stream)
}

function bar(title: string, stream: ProgressStream, env: Env): Progress {
  const paint = paintFor(stream, env)
  const startedAt = performance.now()
  let isDrawn = false
  return {
    tell(done, total, note = '') {
      const share = total === 0 ? 0 : Math.min(1, done / total)
      const full = Math.round(share * barWidth)
      const drawn = `${paint.good('█'.repeat(full))}${paint.dim('░'.repeat(barWidth - full))}`
      const text = `${title} ${drawn} ${countText(done, total)} ${rateText(done, startedAt)} ${note}`.trimEnd()
      stream.write(`\r\u001b[2K${text}`)
      isDrawn = true
    },
    [Symbol.dispose]() {
      if (isDrawn) stream.write('\n')
    },
  }
}

function lines(title: string, stream: ProgressStream): Progress {
  let told = -1
  return {
    tell(done, total, note = '') {
      const share = total === 0 ? 0 : done / total
      if (told >= 0 && share - told < lineShare && share < 1) return
      if (told >= 1) return
      told = share
      stream.write(`${`${title}: ${countText(done, total)} ${note}`.trimEnd()}\n`)
    },
    [Symbol.dispose]() {},
  }
}

function countText(done: number, total: number): string {
  return total === 0 ? `${done}` : `${done} of ${total} (${Math.floor((done / total) * 100)} %)`
}

function rateText(done: number, startedAt: number): string {
  const seconds = (performance.now() - startedAt) / 1_000
  return seconds < 1 ? '' : `${Math.round(done / seconds)}/s`
}
