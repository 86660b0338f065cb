// The tags of a page that WeChat brings along. Plain ones are bare elements; the
// others have a definition in runtime/builtin.
export const plain = ['view', 'text', 'cover-view', 'root-portal']

export const controls = [
  'button', 'canvas', 'checkbox', 'checkbox-group', 'form', 'icon', 'image', 'input', 'label',
  'map', 'navigator', 'page-meta', 'picker', 'progress', 'radio', 'radio-group', 'rich-text',
  'scroll-view', 'slider', 'swiper', 'swiper-item', 'switch', 'textarea', 'web-view',
]

export const syntax = ['block', 'template', 'import', 'include', 'wxs', 'slot']

/** Markup inside the built-in components that need some. */
export const markup = {
  swiper: '<swiper-track><slot/></swiper-track>',
  input: hint(),
  textarea: hint(),
}

/** The placeholder, which an app styles by a class of its own. */
function hint() {
  const text = '{{value === "" ? placeholder : ""}}'
  return `<field-hint class="placeholder-class" style="{{placeholderStyle}}">${text}</field-hint>`
}

export const builtins = new Set([...plain, ...controls])
