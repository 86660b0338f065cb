/**
 * A file that outlives the app: WeChat throws temporary ones away. When the phone has no
 * room the temporary one has to do.
 */
export const keptFile = (path: string): Promise<string> => new Promise((resolve) => {
  wx.getFileSystemManager().saveFile({
    tempFilePath: path,
    success: ({ savedFilePath }) => resolve(savedFilePath),
    fail: () => resolve(path),
  })
})

const longest = 5 * 60 * 1000

/** A recording under way. */
export interface Recorder {
  stop(): void
  /** Path of the recording; fails when the phone lets nothing be recorded. */
  done: Promise<string>
}

/** Begins to record speech. */
export function recorder(): Recorder {
  const manager = wx.getRecorderManager()
  const done = new Promise<string>((resolve, reject) => {
    manager.onStop(({ tempFilePath }) => resolve(tempFilePath))
    manager.onError(({ errMsg }) => reject(new Error(errMsg)))
  })
  manager.start({ duration: longest, format: 'mp3' })
  return { stop: () => manager.stop(), done }
}
