/** The files of a store by folder. Pure. */
export type StoreFile = { memoryId: string; path: string; content: string };

export type Folder = {
  name: string;
  folders: Folder[];
  files: { name: string; file: StoreFile }[];
  /** Files in it and below it. */
  count: number;
};

/** The root folder; within each folder, folders and files in the order of their paths. O(files × depth). */
export function toTree(files: readonly StoreFile[]): Folder {
  const root: Folder = { name: "/", folders: [], files: [], count: 0 };
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of sorted) {
    const segments = file.path.split("/").slice(1);
    const name = segments.pop() ?? file.path;
    let folder = root;
    folder.count += 1;
    for (const segment of segments) {
      let next = folder.folders.find((one) => one.name === segment);
      if (!next) {
        next = { name: segment, folders: [], files: [], count: 0 };
        folder.folders.push(next);
      }
      folder = next;
      folder.count += 1;
    }
    folder.files.push({ name, file });
  }
  return root;
}
