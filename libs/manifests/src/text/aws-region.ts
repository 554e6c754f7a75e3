/** Whether a text can be the name of an AWS region. It becomes a part of a host name, so nothing else may get through. */
export function isAwsRegion(text: string): boolean {
  return /^[a-z\d](?:[a-z\d-]{0,30}[a-z\d])?$/u.test(text)
}
