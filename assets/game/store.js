// What a visitor keeps: pictures, stars, and the sheet of the last visit. All of it lies in the browser's IndexedDB,
// on the visitor's own device. gr.BrowserState would not do: its value is a part of the page's state, so each change
// would send every picture through the server, and the localStorage behind it ends at 5 MB.

const DATABASE = "five-doors";
const MOST_PICTURES = 60; // about 10 MB; the oldest go first

// Storage is closed in some private windows and in a frame of another site: then everything lasts as long as the page.
async function openStore() {
  try {
    const store = storeOnDevice(await openDatabase());
    await store.count();
    return store;
  } catch {
    return storeInMemory();
  }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("album", { keyPath: "id", autoIncrement: true });
      request.result.createObjectStore("shelf"); // "stars" and "sheet"
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function storeOnDevice(database) {
  const run = (mode, name, task) =>
    new Promise((resolve, reject) => {
      const turn = database.transaction(name, mode);
      const request = task(turn.objectStore(name));
      turn.oncomplete = () => resolve(request.result);
      turn.onabort = () => reject(turn.error); // a full disk aborts, and nothing has changed
    });
  return {
    lasting: true,
    pictures: async () => (await run("readonly", "album", (album) => album.getAll())).reverse(),
    count: () => run("readonly", "album", (album) => album.count()),
    add: (entry) =>
      run("readwrite", "album", (album) => {
        const added = album.add(entry);
        album.getAllKeys().onsuccess = ({ target }) => {
          for (const key of target.result.slice(0, -MOST_PICTURES)) album.delete(key);
        };
        return added;
      }),
    remove: (id) => run("readwrite", "album", (album) => album.delete(id)),
    read: (key) => run("readonly", "shelf", (shelf) => shelf.get(key)),
    write: (key, value) => run("readwrite", "shelf", (shelf) => shelf.put(value, key)),
  };
}

function storeInMemory() {
  const shelf = new Map();
  let album = []; // newest first
  let last = 0;
  return {
    lasting: false,
    pictures: async () => [...album],
    count: async () => album.length,
    add: async (entry) => {
      album = [{ ...entry, id: ++last }, ...album].slice(0, MOST_PICTURES);
      return last;
    },
    remove: async (id) => {
      album = album.filter((entry) => entry.id !== id);
    },
    read: async (key) => shelf.get(key),
    write: async (key, value) => {
      shelf.set(key, value);
    },
  };
}
