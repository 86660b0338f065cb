import { overlay } from '../runtime/chrome'
import { element } from '../runtime/builtin/base'
import { note } from '../runtime/errors'
import { asset } from '../runtime/assets'
import { api, Fail, Listeners, type Wx } from './api'
import { fileAt, keep } from './files'
import { askPrivacy } from './open'
import { strict } from './strict'

/** Lets the tester choose real files, with the browser's own dialog. */
function pick(accept: string, count: number): Promise<File[]> {
  const input = element('input', { type: 'file', accept, multiple: count > 1, hidden: true })
  input.dataset['testid'] = 'preview-files'
  document.body.append(input)
  return new Promise<File[]>((resolve, reject) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])].slice(0, count)))
    input.addEventListener('cancel', () => reject(new Fail('cancel')))
    input.click()
  }).finally(() => input.remove())
}

const kindOf = ({ type }: File): 'image' | 'video' | 'file' =>
  type.startsWith('image/') ? 'image' : type.startsWith('video/') ? 'video' : 'file'

async function sizeOf(path: string): Promise<{ width: number; height: number }> {
  const picture = element('img', { src: path })
  // A video, or a broken picture, has no size that a picture could tell.
  await picture.decode().catch(() => undefined)
  return { width: picture.naturalWidth, height: picture.naturalHeight }
}

function preview(addresses: string[], current: string): void {
  const picture = element('img', { src: asset(current || (addresses[0] ?? '')), alt: '' })
  const close = overlay('image', '', picture)
  picture.addEventListener('click', close)
}

function save(path: string, name: string): void {
  const address = path.startsWith('blob:') || path.startsWith('data:') ? path : asset(path)
  element('a', { href: address, download: name }).click()
}

/** Silence as an MP3: frames of MPEG 1, layer III, 128 kbit/s at 44.1 kHz, which are 417 bytes long. */
function silence(): Uint8Array<ArrayBuffer> {
  const frames = new Uint8Array(417 * 8)
  for (let at = 0; at < frames.length; at += 417) frames.set([0xff, 0xfb, 0x90, 0x64], at)
  return frames
}

/** A recorder that records silence and says so. */
function recorder(): object {
  const [start, stop, pause, resume] = [0, 1, 2, 3].map(() => new Listeners<object>())
  let begun = 0
  return strict({
    onStart: start?.on, onStop: stop?.on, onPause: pause?.on, onResume: resume?.on,
    onError: () => undefined, onFrameRecorded: () => undefined,
    pause: () => pause?.send({}),
    resume: () => resume?.send({}),
    start() {
      note('the recorder records silence')
      begun = Date.now()
      start?.send({})
    },
    stop() {
      const tempFilePath = keep(new File([silence()], 'recording.mp3', { type: 'audio/mpeg' }))
      stop?.send({ tempFilePath, duration: Date.now() - begun, fileSize: silence().length })
    },
  }, 'RecorderManager')
}

/** Sound that is not played: it says so, and ends at once. */
function audio(): object {
  const names = ['Play', 'Pause', 'Stop', 'Ended', 'Error', 'Canplay', 'TimeUpdate', 'Waiting']
  const events = Object.fromEntries(names.map((name) => [name, new Listeners()]))
  const listeners = Object.fromEntries(
    names.flatMap((name) => [[`on${name}`, events[name]?.on], [`off${name}`, events[name]?.off]]),
  )
  return strict({
    src: '', autoplay: false, loop: false, volume: 1, paused: true, duration: 0, currentTime: 0,
    playbackRate: 1, obeyMuteSwitch: true,
    play() {
      note('sound and speech are not played')
      events['Play']?.send({})
      events['Ended']?.send({})
    },
    pause: () => events['Pause']?.send({}),
    stop: () => events['Stop']?.send({}),
    seek: () => undefined,
    destroy: () => undefined,
    ...listeners,
  }, 'InnerAudioContext')
}

export const media = {
  chooseMedia: api('chooseMedia', async ({ count = 9, mediaType = ['image', 'video'] }) => {
    await askPrivacy(undefined, 'chooseMedia')
    const kinds = mediaType.flatMap((one) => (one === 'mix' ? ['image/*', 'video/*'] : [`${one}/*`]))
    const chosen = await pick(kinds.join(','), count)
    const tempFiles = await Promise.all(
      chosen.map(async (file) => {
        const tempFilePath = keep(file)
        const shape = { ...(await sizeOf(tempFilePath)), duration: 0, thumbTempFilePath: tempFilePath }
        return { tempFilePath, size: file.size, fileType: kindOf(file), ...shape }
      }),
    )
    return { type: tempFiles[0]?.fileType ?? 'image', tempFiles } as never
  }),
  chooseImage: api('chooseImage', async ({ count = 9 }) => {
    await askPrivacy(undefined, 'chooseImage')
    const tempFiles = (await pick('image/*', count)).map((file) => ({ path: keep(file), size: file.size }))
    return { tempFiles, tempFilePaths: tempFiles.map(({ path }) => path) } as never
  }),
  chooseMessageFile: api('chooseMessageFile', async ({ count, extension = [] }) => {
    await askPrivacy(undefined, 'chooseMessageFile')
    const chosen = await pick(extension.map((one) => `.${one.replace(/^\./, '')}`).join(','), count)
    const tempFiles = chosen.map((file) => ({
      path: keep(file), name: file.name, size: file.size, type: kindOf(file), time: file.lastModified / 1000,
    }))
    return { tempFiles } as never
  }),
  getImageInfo: api('getImageInfo', async ({ src }) => {
    const { width, height } = await sizeOf(asset(src))
    return { width, height, path: src, type: 'unknown' as const }
  }),
  previewImage: api('previewImage', ({ urls, current = '' }) => {
    preview(urls, current)
    return {}
  }),
  previewMedia: api('previewMedia', ({ sources, current = 0 }) => {
    preview(sources.map(({ url }) => url), sources[current]?.url ?? '')
    return {}
  }),
  saveImageToPhotosAlbum: api('saveImageToPhotosAlbum', ({ filePath }) => {
    save(filePath, 'picture')
    return {}
  }),
  openDocument: api('openDocument', ({ filePath }) => {
    save(filePath, fileAt(filePath).name)
    return {}
  }),
  canvasToTempFilePath: api('canvasToTempFilePath', async (options) => {
    const canvas = (options as { canvas?: HTMLCanvasElement }).canvas
    if (!canvas) throw new Fail('only canvas type="2d", given as an object, is in the preview')
    const type = `image/${options.fileType ?? 'png'}`
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type))
    return { tempFilePath: keep(new File([blob ?? ''], 'canvas', { type })) }
  }),
  getRecorderManager: recorder as Wx['getRecorderManager'],
  createInnerAudioContext: audio as Wx['createInnerAudioContext'],
}
