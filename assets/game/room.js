// The game finds the drawing desk, hangs itself into the desk's slot, and speaks with it by events alone:
// it hears five-doors-drawn, five-doors-painted and five-doors-keep, and it sends five-doors-world and five-doors-load.

const SAID = 3500; // ms that a short answer stays

async function mount(desk) {
  const slot = desk.querySelector("[data-slot]");
  slot.innerHTML = MARKUP;
  const store = await openStore();
  const stars = (await store.read("stars")) ?? {};
  const find = (selector) => slot.querySelector(selector);
  const send = (name, detail) => desk.dispatchEvent(new CustomEvent(`five-doors-${name}`, { detail }));
  const chips = () => [...desk.querySelectorAll("[data-world]")];
  const chosen = () => chips().find((chip) => chip.getAttribute("aria-checked") === "true").dataset.world;
  // The game goes on without what the device has no room for; only a picture that was to be kept is worth a word.
  const write = (key, value) => store.write(key, value).catch(() => {});

  const sheet = desk.querySelector(".sheet canvas");
  let strokes = 0;
  let blank = true;
  let newest = null; // the last painting: {world, seed, picture, drawing, guess}
  let kept = ""; // its picture, once it is in the album
  let timer = 0;

  function nameOf(world) {
    const name = chips().find((chip) => chip.dataset.world === world)?.querySelector("[data-name-en]")?.dataset;
    return { en: name?.nameEn ?? world, ko: name?.nameKo ?? world };
  }

  function goOn({ world, drawing }) {
    send("world", { world });
    send("load", { drawing });
  }

  function onStar(word) {
    write("stars", stars);
    const below = find(".quest").getBoundingClientRect().top > window.innerHeight;
    if (below) say(word); // on a phone the challenge lies under the tools
  }

  const quest = makeQuest(slot, stars, onStar);
  const belief = makeBelief(desk, slot, nameOf, (world) => send("world", { world }));
  const album = makeAlbum(slot, store, nameOf, goOn);

  // A reload finds the sheet again, painted or not.
  function saveSheet() {
    write("sheet", blank ? null : { world: chosen(), drawing: sheet.toDataURL() });
  }

  function onDrawn({ detail }) {
    ({ strokes, blank } = detail);
    saveSheet();
    if (!blank) return;
    newest = null;
    belief.hide();
    quest.newSheet();
  }

  function onWorld() {
    belief.hide();
    quest.enter(chosen());
    if (!blank) saveSheet();
  }

  async function onPainted({ detail }) {
    newest = detail;
    const facts = await measure(detail.drawing);
    const { world, guess } = detail;
    if (newest !== detail || world !== chosen()) return;
    quest.judge({ ...facts, strokes, seen: guess?.world === world ? guess.share : 0 });
    if (facts.enough) belief.show(detail);
    else belief.hide();
  }

  async function keep() {
    if (!newest) return;
    const { world, seed, picture, drawing } = newest;
    if (picture !== kept) {
      try {
        await store.add({ world, seed, picture, drawing, at: Date.now() });
      } catch {
        say("album_full");
        return;
      }
      kept = picture;
      await showCount();
    }
    say("album_kept");
    pop(find("[data-act=album]"));
  }

  function say(word) {
    const said = find(".said");
    said.dataset.word = word;
    said.hidden = false;
    window.fiveDoors.translate(said);
    clearTimeout(timer);
    timer = setTimeout(() => (said.hidden = true), SAID);
  }

  async function showCount() {
    const count = await store.count();
    find(".count").textContent = count || "";
  }

  const acts = {
    star: quest.win,
    skip: quest.skip,
    album: () => album.open(chips().map((chip) => chip.dataset.world), stars),
  };
  slot.addEventListener("click", (event) => acts[event.target.closest("[data-act]")?.dataset.act]?.());
  find(".album").addEventListener("changed", () => {
    kept = "";
    showCount();
  });
  desk.addEventListener("five-doors-drawn", onDrawn);
  desk.addEventListener("five-doors-painted", onPainted);
  desk.addEventListener("five-doors-keep", keep);
  const worlds = new MutationObserver(() => chosen() !== quest.world() && onWorld());
  worlds.observe(desk, { subtree: true, attributeFilter: ["aria-checked"] });

  quest.enter(chosen());
  showCount();
  const last = await store.read("sheet");
  if (last && blank) goOn(last);
}

// The desk comes into the page after this script; once it holds a tool, its own script has run and hears events.
const arrival = new MutationObserver(() => {
  const desk = document.querySelector(".desk[data-tool]");
  if (!desk) return;
  arrival.disconnect();
  mount(desk);
});
arrival.observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-tool"] });

window.fiveDoorsGame = { measure };
