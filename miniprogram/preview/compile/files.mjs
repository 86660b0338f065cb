import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix, resolve } from 'node:path'

const npm = 'miniprogram_npm/'

/** @param {string} path */
const isFile = (path) => existsSync(path) && statSync(path).isFile()

/**
 * The files of an app as WeChat sees them: one tree of relative paths, in which
 * npm packages stand under miniprogram_npm. WeChat DevTools copies them there;
 * here they are read from node_modules when nobody did.
 */
export class Files {
  /** @param {string} root */
  constructor(root) {
    this.root = resolve(root)
  }

  /** Whether a file is the app's own, which is held to stricter rules. @param {string} path */
  own(path) {
    return !path.includes(npm)
  }

  /** The place on disk. @param {string} path @returns {string | undefined} */
  disk(path) {
    const here = join(this.root, path)
    if (isFile(here)) return here
    if (!path.startsWith(npm)) return undefined
    const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(path.slice(npm.length)) ?? []
    const found = join(packageFolder(this.root, name) ?? '', rest)
    return isFile(found) ? found : undefined
  }

  /** @param {string} path */
  has(path) {
    return this.disk(path) !== undefined
  }

  /** @param {string} path */
  read(path) {
    const found = this.disk(path)
    if (found === undefined) throw new Error(`no such file: ${path}`)
    return readFileSync(found, 'utf8')
  }

  /** @param {string} path @returns {any} */
  json(path) {
    return this.has(path) ? JSON.parse(this.read(path)) : {}
  }

  /** A path that a file mentions, from the root. @param {string} from @param {string} path */
  relative(from, path) {
    return path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path)
  }

  /**
   * The component that `usingComponents` of a file means: next to it, or in npm.
   * @param {string} from @param {string} path @returns {string | undefined}
   */
  component(from, path) {
    const candidates = [this.relative(from, path)]
    if (!/^[./]/.test(path)) {
      for (let at = posix.dirname(from); ; at = posix.dirname(at)) {
        candidates.push(posix.join(at, npm, path))
        if (at === '.' || at === '/') break
      }
    }
    return candidates.flatMap((c) => [c, `${c}/index`]).find((c) => this.has(`${c}.json`))
  }
}

/** The folder with the mini-program build of a package. @param {string} from @param {string} name */
export function packageFolder(from, name) {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name)
    if (isFile(join(folder, 'package.json'))) {
      const { miniprogram = 'miniprogram_dist' } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      )
      return join(folder, miniprogram)
    }
    if (at === dirname(at)) return undefined
  }
}
