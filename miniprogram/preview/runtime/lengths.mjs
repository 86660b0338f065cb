// Lengths of WeChat in CSS. Shared by the compiler, for style sheets, and the
// page, for inline styles. The frame sets the two variables.

/**
 * rpx are 750 to the width of the phone; vw and vh mean the phone, not the window.
 * @param {string} css
 */
export function lengths(css) {
  // An address may well contain "12vh": whole url(...) are passed over.
  return css.replace(/url\([^)]*\)|(?<![\w-.])(-?\d*\.?\d+)(rpx|vw|vh)\b/g, (whole, n, unit) => {
    if (n === undefined) return whole
    if (Number(n) === 0) return '0px'
    if (unit === 'rpx') return `calc(var(--phone-width) * ${n} / 750)`
    return `calc(var(--phone-${unit === 'vw' ? 'width' : 'height'}) * ${n} / 100)`
  })
}
