/** A version as three numbers, so that 2.9 is older than 2.12. */
export type Version = readonly [major: number, minor: number, patch: number]

/** Reads the first `1.2` or `1.2.3` in the text; null when there is none. */
export function parseVersion(text: string): Version | null {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
}

/** Negative when `a` is older than `b`, positive when newer, else 0. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

export function formatVersion(version: Version): string {
  return version.join('.')
}
