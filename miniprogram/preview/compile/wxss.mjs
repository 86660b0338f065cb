import postcss from 'postcss'
import parser from 'postcss-selector-parser'
import { builtins } from './tags.mjs'
import { lengths } from '../runtime/lengths.mjs'

/**
 * @typedef {import('./files.mjs').Files} Files
 * @typedef {import('./problems.mjs').Problems} Problems
 * @typedef {{ scope: string, files: Files, problems: Problems }} Context
 */

/**
 * Turns a style sheet of WeChat to CSS for the phone frame. A scope, when given,
 * goes before each class name: that is how components keep styles to themselves.
 * @param {string} file @param {Context} context @returns {string}
 */
export function compileStyle(file, context) {
  const { files, problems } = context
  if (!files.has(file)) {
    problems.error(file, 'no such style sheet')
    return ''
  }
  let root
  try {
    root = postcss.parse(files.read(file))
  } catch (error) {
    problems.error(file, String(error))
    return ''
  }
  /** @type {string[]} */
  const imported = []
  root.walkAtRules((rule) => {
    if (rule.name === 'import') {
      const target = /['"]([^'"]+)['"]/.exec(rule.params)?.[1] ?? ''
      imported.push(compileStyle(files.relative(file, target), context))
      rule.remove()
    } else if (rule.name === 'font-face') {
      dropOutside(rule, file, problems)
    } else if (rule.name === 'media') {
      // Variables do not work in media queries; a designer's 750 are 375 pixels.
      rule.params = rule.params.replace(/([\d.]+)rpx/g, (_, n) => `${Number(n) / 2}px`)
    }
  })
  root.walkDecls((declaration) => {
    declaration.value = lengths(declaration.value)
    if (/url\(\s*['"]?(?:https?:)?\/\//.test(declaration.value)) {
      problems.note(file, `left out an outside address: ${declaration.toString().slice(0, 120)}`)
      declaration.remove()
    } else if (files.own(file) && /url\(\s*(?!\s*['"]?(?:data:|#))/.test(declaration.value)) {
      problems.error(file, `WeChat takes no local file in a style sheet: ${declaration.toString()}`)
    }
  })
  root.walkRules((rule) => {
    if (rule.parent?.type === 'atrule' && /keyframes$/.test(/** @type {any} */ (rule.parent).name)) return
    rule.selector = compileSelector(rule.selector, context.scope)
  })
  return [...imported, root.toString()].join('\n')
}

/** @param {string} selector @param {string} scope */
export function compileSelector(selector, scope) {
  return parser((tree) => {
    tree.walkClasses((name) => {
      if (scope) name.value = `${scope}--${name.value}`
    })
    tree.walkTags((tag) => {
      if (builtins.has(tag.value) || tag.value === 'page') tag.value = `wx-${tag.value}`
    })
    tree.walkPseudos((pseudo) => {
      if (pseudo.value !== ':host') return
      const host = { attribute: 'wx-host', operator: /** @type {const} */ ('='), value: scope }
      pseudo.replaceWith(parser.attribute({ ...host, quoteMark: '"', raws: {} }))
    })
  }).processSync(selector)
}

/**
 * A font from outside is left out; the app may bring one of the same family.
 * @param {import('postcss').AtRule} rule @param {string} file @param {Problems} problems
 */
function dropOutside(rule, file, problems) {
  if (!/url\(\s*['"]?(?:https?:)?\/\//.test(rule.toString())) return
  const family = /font-family:\s*([^;}]+)/.exec(rule.toString())?.[1]
  problems.note(file, `left out the font ${family} from outside`)
  rule.remove()
}
