import { hasLeftTrim, hasRightTrim, leadingEnd, trailingStart } from './delimiters.ts'
import { lexAction } from './lex-action.ts'
import { Scanner } from './scanner.ts'
import type { Token } from './token.ts'

/** Cuts a template into tokens. The last is `eof`, or an `error` with which all ends. */
export function lex(source: string): readonly Token[] {
  const scanner = new Scanner(source)
  while (!scanner.done) lexText(scanner)
  return scanner.tokens
}

function lexText(scanner: Scanner): void {
  const { source } = scanner
  const open = source.indexOf('{{', scanner.at)
  if (open < 0) {
    scanner.at = source.length
    if (scanner.at > scanner.start) scanner.emit('text')
    scanner.emit('eof', 'EOF')
    scanner.done = true
    return
  }
  const trims = hasLeftTrim(source, open + 2)
  scanner.at = trims ? trailingStart(source, scanner.at, open) : open
  if (scanner.at > scanner.start) scanner.emit('text')
  scanner.at = open
  scanner.skip()
  lexLeftDelim(scanner, trims)
}

function lexLeftDelim(scanner: Scanner, trims: boolean): void {
  const { source } = scanner
  const inner = scanner.at + 2 + (trims ? 2 : 0)
  if (source.startsWith('/*', inner)) {
    scanner.at = inner
    scanner.skip()
    return lexComment(scanner)
  }
  scanner.at += 2
  scanner.emit('leftDelim')
  scanner.at = inner
  scanner.skip()
  lexAction(scanner)
}

function lexComment(scanner: Scanner): void {
  const { source } = scanner
  const close = source.indexOf('*/', scanner.at + 2)
  if (close < 0) return scanner.fail('unclosed comment')
  scanner.at = close + 2
  const trims = hasRightTrim(source, scanner.at)
  if (!trims && !source.startsWith('}}', scanner.at)) return scanner.fail('comment ends before closing delimiter')
  scanner.at += trims ? 4 : 2
  if (trims) scanner.at = leadingEnd(source, scanner.at)
  scanner.skip()
}
