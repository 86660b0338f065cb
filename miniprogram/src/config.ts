/**
 * What an installation sets. With the AppID in project.config.json this is all that
 * has to change before the app is sent to WeChat for review.
 */
export const config = {
  /**
   * Where the server is: https, and listed as a request domain in WeChat's console.
   * The preview sends requests to its own server instead, whatever stands here.
   */
  server: 'https://yanhe.invalid',
  /** Templates of subscribe messages, by what they tell. Empty: WeChat is not asked. */
  templates: { progress: '', appointment: '', reminder: '' },
  /** From this size of WeChat's letters on, the app opens in elder mode. WeChat's standard is 16. */
  elderFrom: 20,
}
