/** Seconds since midnight of `HH:MM:SS` as Go reads it: spaces before, one or two hour digits, a fraction allowed. Undefined if wrong. */
export function parseClockTime(text: string): number | undefined {
  const match = /^ *(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?$/.exec(text)
  if (match === null) return undefined
  const [, hours = '', minutes = '', seconds = '', fraction = ''] = match
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + (fraction === '' ? 0 : Number(`0.${fraction}`))
}
