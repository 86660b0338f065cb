import type { CaseLine } from '../../view/cases'

/** One case in a list; a tap opens it. */
Component({
  options: { virtualHost: true },
  properties: { line: { type: Object, value: {} } },
  methods: {
    open() {
      wx.navigateTo({ url: `/pages/case/case?id=${(this.data.line as CaseLine).id}` })
    },
  },
})
