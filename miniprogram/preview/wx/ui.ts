import { ask, overlay } from '../runtime/chrome'
import { element } from '../runtime/builtin/base'
import { api, Fail } from './api'

let hideToast: () => void = () => undefined
let toastTimer: number | undefined
let hideLoading: () => void = () => undefined

const signs: Record<string, string> = { success: '✓', error: '✕', loading: '◌' }

function toast(title: string, icon: string, duration: number): void {
  clearTimeout(toastTimer)
  hideToast()
  const sign = element('p', { textContent: signs[icon] ?? '' })
  hideToast = overlay('toast', 'through', sign, element('p', { textContent: title, role: 'status' }))
  toastTimer = window.setTimeout(hideToast, duration)
}

export const ui = {
  showToast: api('showToast', ({ title, icon = 'success', duration = 1500 }) => {
    toast(title, icon, duration)
    return {}
  }),
  hideToast: api('hideToast', () => {
    hideToast()
    return {}
  }),
  showLoading: api('showLoading', ({ title, mask }) => {
    hideLoading()
    const text = element('p', { textContent: title, role: 'status' })
    hideLoading = overlay('loading', mask ? 'clear' : 'through', element('p', { textContent: '◌' }), text)
    return {}
  }),
  hideLoading: api('hideLoading', () => {
    hideLoading()
    return {}
  }),
  showModal: api('showModal', async (options) => {
    const { title = '', content = '', showCancel = true, editable, placeholderText = '' } = options
    const field = element('input', { placeholder: placeholderText, value: editable ? content : '' })
    const text = editable ? field : element('p', { textContent: content })
    const buttons = [options.confirmText ?? '确定', ...(showCancel ? [options.cancelText ?? '取消'] : [])]
    const chosen = await ask('modal', '', [element('strong', { textContent: title }), text], buttons)
    return { confirm: chosen === 0, cancel: chosen === 1, content: editable ? field.value : '' }
  }),
  showActionSheet: api('showActionSheet', async ({ itemList, alertText = '' }) => {
    const title = element('p', { textContent: alertText })
    const tapIndex = await ask('action-sheet', 'low', [title], [...itemList, '取消'])
    if (tapIndex === itemList.length) throw new Fail('cancel')
    return { tapIndex }
  }),
  hideKeyboard: api('hideKeyboard', () => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    return {}
  }),
  nextTick: (callback: () => void): void => queueMicrotask(callback),
}
