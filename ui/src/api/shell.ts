/** The only door to the desktop shell. Nothing outside `api` imports Tauri. */
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { getCurrentWebview } from '@tauri-apps/api/webview'
import { getCurrentWindow } from '@tauri-apps/api/window'
import { CallError, failureOf } from './failure'

/** A kind of file that a dialog offers, such as `Excel` with `xlsx` and `xls`. */
export interface FileFilter {
  name: string
  extensions: string[]
}

/** How far a long job is. */
export interface Progress {
  job: string
  done: number
  total: number
}

/** Sizes of type. */
export type ZoomLevel = 'standard' | 'large' | 'largest'

/** Runs a command of the shell; rejects with a `CallError`. */
export async function run<Answer>(command: string, request: Record<string, unknown> = {}): Promise<Answer> {
  try {
    return await invoke<Answer>(command, request)
  } catch (thrown) {
    throw new CallError(failureOf(thrown))
  }
}

/** Asks for one file; `null` if the person cancelled. */
export function pickFile(title: string, filters: FileFilter[] = []): Promise<string | null> {
  return run('pick_file', { title, filters })
}

/** Asks for several files; none if the person cancelled. */
export function pickFiles(title: string, filters: FileFilter[] = []): Promise<string[]> {
  return run('pick_files', { title, filters })
}

/** Asks for a folder; `null` if the person cancelled. */
export function pickFolder(title: string): Promise<string | null> {
  return run('pick_folder', { title })
}

/** Asks where to write a file, offering `name`; `null` if the person cancelled. */
export function saveFile(title: string, name: string, filters: FileFilter[] = []): Promise<string | null> {
  return run('save_file', { title, name, filters })
}

/** Shows a written file in the desktop's file browser. */
export function reveal(path: string): Promise<void> {
  return run('reveal', { path })
}

/** The size of type that was chosen last. */
export function loadZoom(): Promise<ZoomLevel> {
  return run('load_zoom')
}

/** Keeps the chosen size of type. */
export function saveZoom(level: ZoomLevel): Promise<void> {
  return run('save_zoom', { level })
}

/** Scales the whole window by `factor`. */
export function setZoom(factor: number): Promise<void> {
  return getCurrentWebview().setZoom(factor)
}

/** Names the window in its title bar. */
export function setTitle(title: string): Promise<void> {
  return getCurrentWindow().setTitle(title)
}

/** Calls `listener` with every progress report; answers how to stop. */
export function onProgress(listener: (progress: Progress) => void): Promise<() => void> {
  return listen<Progress>('progress', (event) => listener(event.payload))
}
