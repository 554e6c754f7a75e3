import { actsAsPipe } from './modifier-syntax.ts'
import { newPath, newStep } from './path.ts'
import type { ObjectPart, Step } from './path.ts'

/** The step's first component as an object reads it; read on first use. */
export function objectPartOf(step: Step): ObjectPart {
  return (step.object ??= readObjectPart(step.text))
}

function readObjectPart(text: string): ObjectPart {
  let key = ''
  let start = 0
  let wild = false
  for (let i = 0; i < text.length; i++) {
    switch (text.charAt(i)) {
      case '|':
        return { key: key + text.slice(start, i), wild, next: undefined, pipe: newPath(text.slice(i + 1)) }
      case '.':
        return { key: key + text.slice(start, i), wild, ...afterDot(text.slice(i + 1)) }
      case '*':
      case '?':
        wild = true
        break
      case '\\':
        key += text.slice(start, i)
        start = i + 1
        i++
        break
      default:
    }
  }
  return { key: key + text.slice(start), wild, next: undefined, pipe: undefined }
}

/** A dot goes one level down, unless a modifier or a multipath follows: then it is a pipe. */
export function afterDot(rest: string): Pick<ObjectPart, 'next' | 'pipe'> {
  return rest !== '' && actsAsPipe(rest)
    ? { next: undefined, pipe: newPath(rest) }
    : { next: newStep(rest), pipe: undefined }
}
