import { setTimeout as sleep } from 'node:timers/promises'
import { cutLine } from './table.ts'

/** How an answer is shown. */
export interface ShowFlags {
  readonly json?: true
  /** Seconds between two looks; undefined: one look. */
  readonly watch?: number
}

/** Where answers are shown. */
export interface Screen {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** What is to be shown. */
export interface Shown<T> {
  readonly ask: () => Promise<T>
  /** `columns`: the width of a terminal, where it is shown on one. */
  readonly text: (answer: T, columns: number | undefined) => string
  readonly json: (answer: T) => unknown
  /** The exit code that an answer means; 0 where left out. */
  readonly code?: (answer: T) => number
  /** Lines that a terminal has no room for are shown whole instead of being cut. */
  readonly isWhole?: boolean
}

const clear = '\u001b[2J\u001b[H'

/**
 * Shows an answer, as a text or as JSON, once or again and again until the signal aborts. A terminal is drawn anew each time;
 * elsewhere answers follow each other, each JSON on a line of its own.
 */
export async function show<T>(shown: Shown<T>, flags: ShowFlags, screen: Screen, stop: AbortSignal): Promise<number> {
  const { json, watch } = flags
  for (;;) {
    const answer = await shown.ask()
    const isAgain = watch !== undefined
    const text =
      json === true
        ? JSON.stringify(shown.json(answer), null, isAgain ? 0 : 2)
        : fitted(
            shown.text(answer, screen.isTTY === true ? screen.columns : undefined),
            shown.isWhole === true ? undefined : screen,
          )
    const head = isAgain && screen.isTTY === true && json !== true ? `${clear}every ${watch} s, Ctrl-C ends\n\n` : ''
    screen.write(`${head}${text}\n`)
    if (!isAgain || stop.aborted) return shown.code?.(answer) ?? 0
    await sleep(watch * 1_000, undefined, { signal: stop }).catch(() => undefined)
    if (stop.aborted) return shown.code?.(answer) ?? 0
  }
}

/** Tables are cut at the edge of a terminal, where their lines would break; elsewhere nothing is. */
function fitted(text: string, screen: Screen | undefined): string {
  const { isTTY, columns } = screen ?? {}
  if (isTTY !== true || columns === undefined) return text
  return text
    .split('\n')
    .map((line) => cutLine(line, columns))
    .join('\n')
}
