import type { Person } from '../../stores/draft'
import { t } from '../../view/words'

const parts = ['name', 'phone', 'number', 'address'] as const

/** The fields of one person; each tells what was typed under its path. */
Component({
  options: { virtualHost: true },
  properties: {
    look: { type: String, value: '' },
    person: { type: Object, value: {} },
    faults: { type: Object, value: {} },
    /** Path of the person in the draft. */
    at: { type: String, value: '' },
    /** Whether the ID number is asked for. */
    number: { type: Boolean, value: false },
    /** Whether the phone number may be missing. */
    spare: { type: Boolean, value: false },
    /** Whether it may be a firm or an office. */
    firm: { type: Boolean, value: false },
  },
  data: { t: {} as Record<string, string>, problems: {} as Record<string, string> },
  observers: {
    'look, spare, person'() {
      const { spare, person } = this.data
      const firm = (person as Person).organisation
      this.setData({ t: {
        name: firm ? t('mini.person.firm') : t('mini.person.name'), phone: t('mini.person.phone'),
        phone_hint: spare ? t('mini.person.phone_spare') : t('mini.person.phone_hint'),
        number: t('mini.person.number'), number_hint: t('mini.person.number_hint'),
        address: t('mini.person.address'), address_hint: t('mini.person.address_hint'), organisation: t('mini.person.organisation'),
      } })
    },
    'faults, at'() {
      const { faults, at } = this.data
      this.setData({ problems: Object.fromEntries(parts.map((part) => [part, (faults as Record<string, string>)[`${at}.${part}`] ?? ''])) })
    },
  },
  methods: {
    typed(event: WechatMiniprogram.CustomEvent<{ value: string }, object, { part: string }>) {
      this.pass(event.currentTarget.dataset.part, event.detail.value)
    },
    turn() {
      const organisation = !(this.data.person as Person).organisation
      this.setData({ person: { ...this.data.person, organisation } })
      this.pass('organisation', organisation)
    },
    pass(part: string, value: unknown) {
      this.triggerEvent('typed', { field: `${this.data.at}.${part}`, value })
    },
  },
})
