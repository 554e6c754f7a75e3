/** Whether a name is a time zone of the IANA database (`Europe/Berlin`, `UTC`, `Local`), in the spelling Go accepts. */
export function isTimezone(name: string): boolean {
  if (name === '' || name === 'Local') return true
  // Offsets such as +02:00 are zones to JavaScript, not to Go.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
