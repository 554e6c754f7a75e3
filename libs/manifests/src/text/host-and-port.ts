/** Whether a text is a host name, or one with a port: `shop.example`, `shop.example:5671`. */
export function isHostAndPort(text: string): boolean {
  return /^[\w.-]{1,253}(?::\d{1,5})?$/u.test(text)
}
