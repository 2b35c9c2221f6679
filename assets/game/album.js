// The album: a box with the stickers, the pictures that were kept, and one of them large.

function makeAlbum(slot, store, nameOf, goOn) {
  const find = (selector) => slot.querySelector(selector);
  const box = find(".album");
  const grid = find(".album-pictures");
  const one = find(".album-one");
  const remove = find("[data-act=album-delete]");
  let pictures = [];
  let shown = null;

  async function open(worlds, stars) {
    pictures = await store.pictures();
    find(".album-stickers").replaceChildren(...worlds.map((world) => stickerOf(world, stars)));
    find(".album-closed").hidden = store.lasting;
    showAll();
    box.showModal();
  }

  function stickerOf(world, stars) {
    const place = document.createElement("li");
    const name = nameOf(world);
    const label = Object.assign(document.createElement("small"), { className: "sticker-name" });
    Object.assign(label.dataset, { nameEn: name.en, nameKo: name.ko });
    place.append(sticker(world, hasSticker(stars, world)), label);
    place.classList.toggle("won", hasSticker(stars, world));
    return place;
  }

  function showAll() {
    shown = null;
    one.hidden = true;
    find(".album-all").hidden = false;
    find(".album-empty").hidden = pictures.length > 0;
    grid.replaceChildren(...pictures.map(thumbnail));
    window.fiveDoors.translate(box);
  }

  function thumbnail(entry) {
    const place = document.createElement("button");
    Object.assign(place, { type: "button", className: "thumb" });
    place.setAttribute("aria-label", `${spoken(entry.world)}, ${new Date(entry.at).toLocaleString(language())}`);
    for (const kind of ["picture", "drawing"]) {
      place.append(Object.assign(document.createElement("img"), { src: entry[kind], alt: "", className: kind }));
    }
    place.addEventListener("click", () => showOne(entry));
    return place;
  }

  function showOne(entry) {
    shown = entry;
    one.hidden = false;
    find(".album-all").hidden = true;
    for (const kind of ["picture", "drawing"]) one.querySelector(`img.${kind}`).src = entry[kind];
    remove.dataset.word = "album_delete";
    window.fiveDoors.translate(box);
    find("[data-act=album-go-on]").focus();
  }

  // The first press asks, the second one deletes.
  async function deleteShown() {
    if (remove.dataset.word === "album_delete") {
      remove.dataset.word = "album_delete_sure";
      window.fiveDoors.translate(remove);
      return;
    }
    await store.remove(shown.id);
    pictures = pictures.filter((entry) => entry !== shown);
    showAll();
    box.dispatchEvent(new Event("changed"));
  }

  const language = () => document.documentElement.lang;
  const spoken = (world) => nameOf(world)[language()];

  const acts = {
    "album-close": () => box.close(),
    "album-back": showAll,
    "album-delete": deleteShown,
    "album-go-on": () => {
      box.close();
      goOn(shown);
    },
    "album-card": async () => download(await makeCard(shown, spoken(shown.world)), `five-doors-${shown.world}.png`),
  };
  box.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act) acts[act]();
    else if (event.target === box) box.close(); // a click on the dimmed page around the box
  });

  return { open };
}
