import { expect, test, vi } from 'vitest'
import { errors } from '../runtime/errors'
import { strict } from '../wx/strict'

test('a call that the preview does not know throws and shows', () => {
  const panel = { hidden: true, textContent: '' }
  vi.stubGlobal('document', { getElementById: () => panel })
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const wx = strict<Record<string, () => number>>({ known: () => 1 })
  expect(wx['known']?.()).toBe(1)
  expect(() => wx['nope']?.()).toThrow('wx.nope is not in the preview')
  expect(errors).toEqual(['wx.nope is not in the preview'])
  expect(panel).toEqual({ hidden: false, textContent: 'wx.nope is not in the preview' })
  expect(quiet).toHaveBeenCalledOnce()
})
