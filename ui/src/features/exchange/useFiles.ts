/** Writing files to a stick and receiving them from one, with the question which stick it is. */
import { shallowRef } from 'vue'
import { call } from '@/api/call'
import type { Drive, Incoming, WrittenFile } from '@/api/contract'
import { pickFiles, pickFolder } from '@/api/shell'
import { showDone } from '@/composables/notice'
import { useAction } from '@/composables/useAction'
import { useJob } from '@/composables/useJob'
import { fill, words } from '@/words'

const word = words.window.exchange

/** What the page of exchange does with files; `changed` is called once something was written. */
export function useFiles(changed: () => Promise<unknown>) {
  /** Files that were looked into and not received yet. */
  const incoming = shallowRef<Incoming[] | null>(null)
  /** Files that were just written. */
  const written = shallowRef<WrittenFile[]>([])

  const write = useJob('exchange_write', async (folder: string, to?: string) => {
    const { files } = await call('exchange_write', { folder, ...(to ? { to } : {}) })
    written.value = files
    await changed()
  })
  const preview = useJob('exchange_preview', async (paths: string[]) => {
    incoming.value = (await call('exchange_preview', { paths })).files
  })

  /** The sticks that are in, while one is to be chosen: for writing to somebody, or for receiving. */
  const sticks = shallowRef<Drive[] | null>(null)
  const purpose = shallowRef<{ write: boolean; to?: string }>({ write: false })

  async function askForStick(write: boolean, to?: string): Promise<boolean> {
    const { drives } = await call('drives')
    purpose.value = { write, to }
    sticks.value = drives.length > 0 ? drives : null
    return drives.length > 0
  }

  async function writeElsewhere(to?: string) {
    const folder = await pickFolder(word.chooseStick)
    if (folder) await write.run(folder, to)
  }

  async function receiveFiles() {
    const paths = await pickFiles(word.chooseFiles, [{ name: word.filter, extensions: ['lxc'] }])
    if (paths.length > 0) await preview.run(paths)
  }

  /** Receives all that is for this workspace in a folder. */
  async function receiveFrom(folder: string) {
    const found = await call('exchange_find', { folder })
    if (found.paths.length > 0) return preview.run(found.paths)
    const { allReceived, nothing, nothingOthers } = word.sticks
    const foreign = found.others > 0 ? fill(nothingOthers, { count: found.others }) : nothing
    showDone(found.received > 0 ? allReceived : foreign)
  }

  const { run: writeFor } = useAction(async (to?: string) => {
    if (!(await askForStick(true, to))) await writeElsewhere(to)
  })
  const { run: receive } = useAction(async () => {
    if (!(await askForStick(false))) await receiveFiles()
  })
  const { run: receiveFolder } = useAction(async () => {
    const folder = await pickFolder(word.sticks.chooseFolder)
    if (folder) await receiveFrom(folder)
  })
  const { run: chosenStick } = useAction(async (folder: string) => {
    if (purpose.value.write) await write.run(folder, purpose.value.to)
    else await receiveFrom(folder)
  })
  const { run: otherPlace } = useAction(() =>
    purpose.value.write ? writeElsewhere(purpose.value.to) : receiveFiles(),
  )

  return {
    incoming,
    written,
    write,
    preview,
    sticks,
    purpose,
    writeFor,
    receive,
    receiveFolder,
    chosenStick,
    otherPlace,
  }
}
