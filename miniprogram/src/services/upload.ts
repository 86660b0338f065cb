import { config } from '../config'
import { fileHeaders, type Of } from './api'
import { failureOf, faultOf } from './fault'

const timeout = 120_000

/**
 * Sends a file to attach it later. Its type is decided by the server from its content.
 * Sending it again after a fault does no harm: what nobody attaches is deleted after a
 * day. Throws a Fault.
 */
export async function upload(path: string, onProgress: (percent: number) => void = () => undefined): Promise<Of<'UploadView'>> {
  const header = await fileHeaders()
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
