import { config } from '../config'
import { fileHeaders, type Of, type Tokens } from './api'
import { failureOf, Fault, faultOf } from './fault'
import { session } from './session'

const timeout = 120_000
/** Pauses before the second and the third try, in milliseconds. */
const pauses = [400, 1600]

/**
 * Sends a file to attach it later. Its type is decided by the server from its content.
 * Sending it again after a fault does no harm: what nobody attaches is deleted after a
 * day. Throws a Fault.
 */
export async function upload(
  path: string, onProgress: (percent: number) => void = () => undefined, tokens: Tokens = session,
): Promise<Of<'UploadView'>> {
  for (let turn = 0; ; turn++) {
    const token = await tokens.token()
    try {
      return await send(path, onProgress, tokens)
    } catch (thrown) {
      const pause = pauses[turn]
      if (!(thrown instanceof Fault) || pause === undefined) throw thrown
      if (thrown.status === 401) await tokens.renew(token)
      else if (thrown.unheard) await new Promise((resolve) => setTimeout(resolve, pause))
      else throw thrown
    }
  }
}

async function send(path: string, onProgress: (percent: number) => void, tokens: Tokens): Promise<Of<'UploadView'>> {
  const header = await fileHeaders(tokens)
  return new Promise((resolve, reject) => {
    const task = wx.uploadFile({
      url: `${config.server}/api/v1/uploads`, filePath: path, name: 'file', header, timeout,
      success: ({ statusCode, data }) => {
        const body = parsed(data)
        if (statusCode >= 200 && statusCode < 300) resolve(body as Of<'UploadView'>)
        else reject(faultOf(statusCode, body))
      },
      fail: ({ errMsg }) => reject(failureOf(errMsg)),
    })
    task.onProgressUpdate(({ progress }) => onProgress(progress))
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Fetches a file of the person's into a temporary path. Throws a Fault. */
export async function download(path: string): Promise<string> {
  const header = await fileHeaders()
  return new Promise((resolve, reject) => {
    wx.downloadFile({
      url: config.server + path, header, timeout,
      success: ({ statusCode, tempFilePath }) => {
        if (statusCode === 200) resolve(tempFilePath)
        else reject(faultOf(statusCode, undefined))
      },
      fail: ({ errMsg }) => reject(failureOf(errMsg)),
    })
  })
}
