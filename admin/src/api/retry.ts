/**
 * Gives the idempotency key of a form: the same for the same content, so that a
 * second click or a retry does nothing twice; another one once the content changed.
 */
export function retryKey(): (content: unknown) => string {
  let last = ''
  let key = ''
  return (content) => {
    const now = JSON.stringify(content)
    if (now !== last || !key) {
      last = now
      key = freshKey()
    }
    return key
  }
}

// crypto.randomUUID is missing where a center serves the console without TLS.
function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}
