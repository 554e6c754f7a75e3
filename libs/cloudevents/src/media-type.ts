/** How a request carries events, as its content type says. */
export type Mode = 'binary' | 'structured' | 'batch' | 'unsupported'

const structured = 'application/cloudevents'
const batch = 'application/cloudevents-batch'

/** Tells the mode from a Content-Type header. `unsupported`: an event format other than JSON, or not UTF-8. */
export function modeOf(contentType: string | undefined): Mode {
  if (contentType === undefined) return 'binary'
  const type = mediaType(contentType)
  if (!type.startsWith(structured)) return 'binary'
  if (charsetOf(contentType) !== 'utf-8') return 'unsupported'
  if (type === `${structured}+json`) return 'structured'
  if (type === `${batch}+json`) return 'batch'
  const isOurs =
    type === structured || type === batch || type.startsWith(`${structured}+`) || type.startsWith(`${batch}+`)
  return isOurs ? 'unsupported' : 'binary'
}

/** The media type in lower case, without parameters. */
export function mediaType(contentType: string): string {
  const end = contentType.indexOf(';')
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
}

/** Whether data of this content type is JSON; data without a content type is, by the JSON format. */
export function isJsonType(contentType: string | undefined): boolean {
  if (contentType === undefined) return true
  const type = mediaType(contentType)
  return type.endsWith('/json') || type.endsWith('+json')
}

/** Whether data of this content type reads as text, so that it may stand in a JSON string. */
export function isTextType(contentType: string): boolean {
  const type = mediaType(contentType)
  if (type.startsWith('text/') || type.endsWith('/xml') || type.endsWith('+xml')) return true
  return /;\s*charset\s*=/iu.test(contentType) && charsetOf(contentType) === 'utf-8'
}

function charsetOf(contentType: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/iu.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8'
  return charset === 'utf8' || charset === 'us-ascii' ? 'utf-8' : charset
}
