import { builtins, syntax } from './tags.mjs'

const token =
  /<!--[\s\S]*?-->|\{\{[\s\S]*?\}\}|<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>/g
const attribute = /([^\s=/"']+)(?:\s*=\s*(?:"[^"]*"|'[^']*'))?/g
const script = /<wxs\b[^>]*?(?:\/>|>[\s\S]*?<\/wxs>)/g

const directives = ['if', 'elif', 'else', 'for', 'for-items', 'for-item', 'for-index', 'key']
const prefixes = [
  'bind', 'catch', 'mut-bind', 'capture-bind', 'capture-catch', 'capture-mut-bind', 'model',
  'generic', 'slot', 'data', 'mark',
]

/**
 * Finds what the template compiler lets pass: tags and directives that nobody
 * defines, which WeChat would quietly leave out of the page. Scripts that answer
 * events (change:, worklet:) are not in the preview.
 * @param {string} source @param {string} file @param {Set<string>} components
 * @param {import('./problems.mjs').Problems} problems
 */
export function check(source, file, components, problems) {
  // Scripts keep their lines, so that places stay right.
  const text = source.replace(script, (whole) => whole.replace(/[^\n]/g, ' '))
  for (const found of text.matchAll(token)) {
    const [, closing, name, attributes = ''] = found
    if (!name || closing) continue
    const place = `${file}:${text.slice(0, found.index).split('\n').length}`
    if (!builtins.has(name) && !syntax.includes(name) && !components.has(name)) {
      problems.error(place, `unknown tag <${name}>`)
    }
    for (const [, key = ''] of attributes.matchAll(attribute)) {
      const at = key.indexOf(':')
      if (at < 0) continue
      const [prefix, rest] = [key.slice(0, at), key.slice(at + 1)]
      const known = prefix === 'wx' ? directives.includes(rest) : prefixes.includes(prefix)
      if (!known) problems.error(place, `unknown attribute ${key} of <${name}>`)
    }
  }
}
