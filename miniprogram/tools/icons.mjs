// The library's icons come from a font on a server of others. Here each icon in use is
// a mask made of its drawing, inside the package.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The style sheet of the icon component with masks in the place of the font. */
export async function maskStyles(modules, styles, names) {
  const rules = styles.replace(/@font-face\{[^}]*\}/g, '')
  if (rules === styles) throw new Error('icon.wxss has no font to replace')
  const used = new Set()
  const masked = await replaceAll(rules, /\.t-icon-([a-z0-9-]+)::?before\s*\{content:[^}]*\}/g, async (name) => {
    const file = join(modules, 'tdesign-icons-svg', 'src', `${name}.svg`)
    if (!names.has(name) || !existsSync(file)) return ''
    used.add(name)
    const drawing = await readFile(file, 'utf8')
    return `.t-icon-${name}::before{-webkit-mask-image:url("${dataOf(drawing)}");mask-image:url("${dataOf(drawing)}");}`
  })
  if (used.size === 0) throw new Error('no icon was found in icon.wxss')
  const shape = `.t-icon-base::before{content:"";display:inline-block;width:1em;height:1em;background:currentColor;` +
    `-webkit-mask-size:100% 100%;mask-size:100% 100%;}`
  return `${masked.trim()}\n${shape}\n`
}

/** @param {string} drawing */
function dataOf(drawing) {
  // The drawings write view-box, which no browser reads.
  const small = drawing.replace("view-box=", "viewBox=").replace(/\s+/g, ' ').replace(/> </g, '><').replace(/"/g, "'").trim()
  return `data:image/svg+xml,${small.replace(/[%#<>{}]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}`
}

async function replaceAll(text, form, make) {
  const parts = []
  let at = 0
  for (const found of text.matchAll(form)) {
    parts.push(text.slice(at, found.index), await make(found[1]))
    at = found.index + found[0].length
  }
  return parts.join('') + text.slice(at)
}
