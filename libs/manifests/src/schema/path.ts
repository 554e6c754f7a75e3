export type PathPart = string | number

/** Where a value is: names of members and indexes of lists, from the object's root. */
export type Path = readonly PathPart[]

const plainName = /^[A-Za-z_$][\w$-]*$/

/** `spec.triggers[0].template.http.url`; names that would read ambiguously are quoted: `spec.webhook["a.b"]`. */
export function formatPath(path: Path): string {
  let out = ''
  for (const part of path) {
    if (typeof part === 'number') out += `[${part}]`
    else if (plainName.test(part)) out += out === '' ? part : `.${part}`
    else out += `[${JSON.stringify(part)}]`
  }
  return out
}
