import { languageOf, text } from '../../texts'

Page({
  data: { name: '', later: '' },

  onLoad() {
    const language = languageOf(wx.getAppBaseInfo().language)
    this.setData({ name: text(language, 'app.name'), later: text(language, 'mini.later') })
    wx.setNavigationBarTitle({ title: this.data.name })
  },
})
