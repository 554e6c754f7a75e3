/** Address text longer than this is none. */
const charsMax = 320

/** Whether a text is a bare address, `local@domain`. The original refuses `+` and long top-level domains, and is wrong there. */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= charsMax && /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\.]+(?:\.[^\s@<>,;:"()[\]\\.]+)*$/u.test(text)
  )
}
