/** A part of a Go layout: an element such as `2006`, or text that stands for itself. */
export type LayoutPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fraction'; readonly separator: string; readonly digits: number; readonly trim: boolean }
  | { readonly kind: 'element'; readonly element: Element }

/** The elements of a layout, longest first where one begins another. */
const elements = [
  'January',
  'Jan',
  'Monday',
  'Mon',
  'MST',
  '002',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '2006',
  '__2',
  '_2006',
  '_2',
  '15',
  '1',
  '2',
  '3',
  '4',
  '5',
  'PM',
  'pm',
  '-070000',
  '-07:00:00',
  '-0700',
  '-07:00',
  '-07',
  'Z070000',
  'Z07:00:00',
  'Z0700',
  'Z07:00',
  'Z07',
] as const

export type Element = Exclude<(typeof elements)[number], '_2006'>

const parsed = new Map<string, readonly LayoutPart[]>()
const parsedMax = 256
/** A longer layout is nobody's. */
const keptCharsMax = 200

/** The parts of a layout. Layouts are few, so they are kept. */
export function layoutParts(layout: string): readonly LayoutPart[] {
  const known = parsed.get(layout)
  if (known !== undefined) return known
  const parts = cut(layout)
  if (parsed.size < parsedMax && layout.length <= keptCharsMax) parsed.set(layout, parts)
  return parts
}

function cut(layout: string): LayoutPart[] {
  const parts: LayoutPart[] = []
  let text = ''
  const push = (part: LayoutPart): void => {
    if (text !== '') parts.push({ kind: 'text', text })
    text = ''
    parts.push(part)
  }
  let at = 0
  while (at < layout.length) {
    const fraction = fractionAt(layout, at)
    if (fraction !== undefined) {
      push(fraction)
      at += fraction.digits + 1
      continue
    }
    const element = elementAt(layout, at)
    if (element === undefined) {
      text += layout[at] ?? ''
      at++
    } else if (element === '_2006') {
      text += '_'
      at++
    } else {
      push({ kind: 'element', element })
      at += element.length
    }
  }
  if (text !== '') parts.push({ kind: 'text', text })
  return parts
}

/** `.000`, `,999` and the like, when no digit follows. */
function fractionAt(layout: string, at: number): (LayoutPart & { readonly kind: 'fraction' }) | undefined {
  const separator = layout[at]
  if (separator !== '.' && separator !== ',') return undefined
  const digit = layout[at + 1]
  if (digit !== '0' && digit !== '9') return undefined
  let end = at + 1
  while (layout[end] === digit) end++
  if (/\d/.test(layout[end] ?? '')) return undefined
  return { kind: 'fraction', separator, digits: end - at - 1, trim: digit === '9' }
}

function elementAt(layout: string, at: number): (typeof elements)[number] | undefined {
  const found = elements.find((element) => layout.startsWith(element, at))
  // "Jan" in "Janet" is no month: a lower-case letter after the short form makes it a word.
  if ((found === 'Jan' || found === 'Mon') && /[a-z]/.test(layout[at + 3] ?? '')) return undefined
  return found
}
