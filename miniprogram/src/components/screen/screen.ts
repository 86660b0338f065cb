import { t } from '../../view/words'

/** The frame of every page: its look, and what stands there while the page's own content cannot. */
Component({
  options: { virtualHost: true },
  properties: {
    look: { type: String, value: '' },
    stage: { type: String, value: 'loading' },
    problem: { type: String, value: '' },
  },
  data: { loading: '', retry: '' },
  observers: {
    look() {
      this.setData({ loading: t('mini.common.loading'), retry: t('mini.common.retry') })
    },
  },
  methods: {
    again() {
      this.triggerEvent('again')
    },
  },
})
