import type { GjsonResult } from '@millrace/gjson'

/** What is cut: the characters and stray bytes that Go's quoting writes in a way that JSON does not read. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const unreadable = /[\u0000-\u0007\u000b\u000e-\u001f\u007f]|(?![\u0000-\uffff])\p{C}|\p{Cs}/u

/**
 * What a data filter's template made, as the value to compare. The original quotes the text as Go does and reads the
 * quotation as JSON, which ends the text at the first character that only Go can write. Throws when nothing was made.
 */
export function renderedText(rendered: string): GjsonResult {
  if (rendered === '' || rendered === '<no value>') throw new Error('the template gives nothing')
  const end = rendered.search(unreadable)
  const raw = JSON.stringify(end < 0 ? rendered : rendered.slice(0, end))
  return { exists: true, type: 'String', raw, index: 0, indexes: undefined }
}
