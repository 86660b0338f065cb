import { api, Fail, type Wx } from './api'
import { strict } from './strict'

/** Files of this visit by path. Object addresses also work as pictures. */
const kept = new Map<string, File>()

export function keep(file: File): string {
  const path = URL.createObjectURL(file)
  kept.set(path, file)
  return path
}

export function fileAt(path: string): File {
  const file = kept.get(path)
  if (file) return file
  // Not by fetch: a server's security policy may forbid it for data addresses.
  const [, type = '', data = ''] = /^data:([^;,]*);base64,(.*)$/s.exec(path) ?? []
  if (!data) throw new Fail(`no such file or directory, open "${path}"`)
  return new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], 'file', { type })
}

async function read(path: string, encoding?: string): Promise<string | ArrayBuffer> {
  const file = fileAt(path)
  if (!encoding) return file.arrayBuffer()
  if (encoding !== 'base64') return file.text()
  const bytes = new Uint8Array(await file.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

type Method = 'readFile' | 'writeFile' | 'getFileInfo' | 'unlink' | 'access' | 'saveFile'
interface Given {
  filePath?: string
  path?: string
  tempFilePath?: string
  encoding?: string
  data?: string | ArrayBuffer
}

const methods: Record<Method, (given: Given) => object | Promise<object>> = {
  readFile: async ({ filePath = '', encoding }) => ({ data: await read(filePath, encoding) }),
  writeFile({ filePath = '', data = '' }) {
    kept.set(filePath, new File([data], filePath.split('/').at(-1) ?? 'file'))
    return {}
  },
  getFileInfo: ({ filePath = '' }) => ({ size: fileAt(filePath).size }),
  unlink: ({ filePath = '' }) => ({ removed: kept.delete(filePath) }),
  access: ({ path = '' }) => ({ size: fileAt(path).size }),
  saveFile: ({ tempFilePath = '' }) => ({ savedFilePath: tempFilePath }),
}

const manager = Object.fromEntries(
  // The helper names methods of wx; those of the file system answer in the same way.
  Object.entries(methods).map(([name, run]) => [name, api(name as 'login', run as never)]),
)

export const files = {
  getFileSystemManager: (() => strict(manager, 'FileSystemManager')) as unknown as Wx['getFileSystemManager'],
  env: { USER_DATA_PATH: 'preview://user' },
}
