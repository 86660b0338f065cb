import { t } from '../../view/words'

const steps = 5

/** The frame of a step of filing: how far one is, the question, and the way onward. */
Component({
  options: { virtualHost: true },
  properties: {
    look: { type: String, value: '' },
    at: { type: Number, value: 1 },
    question: { type: String, value: '' },
    hint: { type: String, value: '' },
    /** Words of the button. */
    onward: { type: String, value: '' },
    busy: { type: Boolean, value: false },
  },
  data: { progress: '', percent: 0, kept: '' },
  observers: {
    'look, question, at'() {
      const { at } = this.data
      this.setData({
        progress: t('mini.step.progress', { at, of: steps }), percent: (at / steps) * 100, kept: t('mini.step.kept'),
      })
    },
  },
  methods: {
    go() {
      if (!this.data.busy) this.triggerEvent('onward')
    },
  },
})
