/** A labelled field: what to type, a hint, and what is wrong with it beside it. */
Component({
  options: { virtualHost: true },
  properties: {
    label: { type: String, value: '' },
    hint: { type: String, value: '' },
    value: { type: String, value: '' },
    problem: { type: String, value: '' },
    /** Keyboard, as of WeChat's input. */
    type: { type: String, value: 'text' },
    limit: { type: Number, value: 200 },
    /** Several lines, with a count. */
    long: { type: Boolean, value: false },
    /** Name for tests. */
    test: { type: String, value: '' },
  },
  data: { count: 0 },
  observers: {
    value(value: string) {
      this.setData({ count: value.length })
    },
  },
  methods: {
    typed(event: WechatMiniprogram.Input) {
      const { value } = event.detail
      this.setData({ count: value.length })
      this.triggerEvent('typed', { value })
    },
  },
})
