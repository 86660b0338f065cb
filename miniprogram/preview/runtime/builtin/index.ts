import type { CodeSpace } from 'glass-easel-miniprogram-adapter'
import { button, label, navigator } from './actions'
import { define, type Spec } from './base'
import * as choice from './choice'
import * as content from './content'
import { input, textarea } from './field'
import { picker } from './picker'
import { scrollView, swiper, swiperItem } from './scrolling'

const specs: Record<string, Spec> = {
  button,
  canvas: content.canvas,
  checkbox: choice.checkbox,
  'checkbox-group': choice.checkboxGroup,
  form: choice.form,
  icon: content.icon,
  image: content.image,
  input,
  label,
  map: content.map,
  navigator,
  'page-meta': content.pageMeta,
  picker,
  progress: content.progress,
  radio: choice.radio,
  'radio-group': choice.radioGroup,
  'rich-text': content.richText,
  'scroll-view': scrollView,
  slider: choice.slider,
  swiper,
  'swiper-item': swiperItem,
  switch: choice.toggle,
  textarea,
  'web-view': content.webView,
}

/** Defines all built-in components; compile/tags.mjs has the same list. */
export function defineControls(space: CodeSpace): void {
  for (const [name, spec] of Object.entries(specs)) define(space, name, spec)
}
