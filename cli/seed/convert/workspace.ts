import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder, made when it is needed. What is converted stays there until it is published. */
export class Workspace {
  readonly #onMade: () => void;
  #folder: string | undefined;
  #names = 0;

  constructor(onMade: () => void = () => {}) {
    this.#onMade = onMade;
  }

  /** A path of its own for a new file. */
  newPath(ending: string): string {
    this.#folder ??= this.#make();
    this.#names += 1;
    return join(this.#folder, `${this.#names}${ending}`);
  }

  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  #make(): string {
    this.#onMade();
    return mkdtempSync(join(tmpdir(), 'daybreak-seed-'));
  }
}

/** The command's own workspace, which is removed when it ends, however it ends. */
export const workspaceOfCommand: Workspace = new Workspace(() =>
  process.once('exit', () => workspaceOfCommand.remove()),
);
