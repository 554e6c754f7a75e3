/** Whether an Accept header prefers JSON to plain text: JSON is named, and plain text is not wanted more. */
export function prefersJson(accept: string | undefined): boolean {
  if (accept === undefined || accept === '*/*') return false
  let json = 0
  let text = 0
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const quality = qualityOf(parameters)
    if (type === 'application/json') json = Math.max(json, quality)
    else if (type === 'text/plain' || type === 'text/*') text = Math.max(text, quality)
  }
  return json > 0 && json >= text
}

function qualityOf(parameters: readonly string[]): number {
  const written = parameters.find((parameter) => parameter.startsWith('q='))
  const quality = written === undefined ? 1 : Number(written.slice(2))
  return Number.isNaN(quality) ? 1 : quality
}
