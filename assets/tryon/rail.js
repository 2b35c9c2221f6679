// The clothes on their rails, and the visitor's own among them. A tap puts one on; a second tap takes it off.

const MOST_OWN = 12; // garments of the visitor's own

const HOOK = "M9 5.500a3 3 0 1 1 4.500 2.600C12.500 8.700 12 9.300 12 10.500v1L2 20M12 11.500L22 20"; // of a hanger
const TICK = "M5.500 12.500l4 4 9-9.500";

const rail = find(".fitting-rail");
const guess = find(".fitting-guess");
const pieces = new Map(); // id: {id, kind, sleeve, names, picture}, an own one also with `own` (its photo)

let shownKind = "top";
let worn = { upper: null, lower: null }; // ids; a dress is an upper one that leaves no room for a lower
let asked = null; // the own garment that the visitor is asked about
let owned = 0;

const slotOf = (kind) => (kind === "trousers" || kind === "skirt" ? "lower" : "upper");
const wornPieces = () => [worn.upper, worn.lower].filter(Boolean).map((id) => pieces.get(id));

function showKind(kind) {
  shownKind = kind;
  for (const button of element.querySelectorAll("[data-kind]")) {
    button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
  }
  const shown = [...pieces.values()].filter((piece) => piece.kind === kind);
  rail.replaceChildren(...shown.sort((a, b) => Boolean(b.own) - Boolean(a.own)).map(hanger));
  rail.scrollLeft = 0;
  translate(rail);
  markWorn();
}

function hanger({ id, names, picture, ground = "#FFFFFF", waiting }) {
  const button = make("button", { type: "button", class: "fitting-hanger" });
  button.dataset.piece = id;
  const tick = icon(TICK);
  tick.classList.add("fitting-tick");
  button.append(icon(HOOK), make("img", { src: picture, alt: "", draggable: "false", style: `background:${ground}` }), tick, nameOf(names));
  return make("li", waiting ? { "aria-busy": "true" } : {}, button);
}

const nameOf = (names) => (names ? make("span", { names }) : make("span", { word: "tryon_own" }));

function waitForClothes() {
  rail.replaceChildren(...Array.from({ length: 12 }, () => make("li", { class: "waiting", "aria-hidden": "true" })));
}

function markWorn() {
  const chosen = severalOn ? severalIds() : [worn.upper, worn.lower];
  for (const button of rail.querySelectorAll("[data-piece]")) {
    button.setAttribute("aria-pressed", String(chosen.includes(button.dataset.piece)));
  }
  find(".fitting-nudges").classList.toggle("sleeveless", !worn.upper || pieces.get(worn.upper).sleeve === "none");
  askAbout(wornPieces().includes(asked) ? asked : null);
}

function takePiece(id) {
  const piece = pieces.get(id);
  if (severalOn) {
    takeSeveral(piece);
    return;
  }
  const slot = slotOf(piece.kind);
  if (worn[slot] === id) worn = { ...worn, [slot]: null };
  else putOn(piece);
  asked = piece.own ? piece : null;
  markWorn();
  wish();
}

function putOn(piece) {
  const other = piece.kind === "dress" || pieces.get(worn.upper)?.kind === "dress" ? null : undefined;
  if (slotOf(piece.kind) === "upper") worn = { upper: piece.id, lower: other === null ? null : worn.lower };
  else worn = { upper: other === null ? null : worn.upper, lower: piece.id };
}

async function takeGarments(files) {
  for (const file of files.slice(0, MOST_OWN - owned)) {
    hush();
    const own = await photoOf(file, uploadBytes);
    if (own.error) complain(own.error);
    else await hangUp(own.url, files.length > 1);
  }
}

async function hangUp(url, amongOthers) {
  const piece = { id: `own-${++owned}`, kind: shownKind, sleeve: "short", picture: url, own: url, waiting: true };
  pieces.set(piece.id, piece);
  showKind(piece.kind);
  const answer = await ask("see_garment", () => ({ piece: { picture: url } }));
  delete piece.waiting;
  if (answer.error) {
    complain(answer.error);
    asked = piece; // the visitor may know what it is
  } else {
    Object.assign(piece, { kind: answer.kind, sleeve: answer.sleeve, picture: answer.picture });
  }
  showKind(piece.kind);
  if (answer.error) askAbout(piece);
  else if (amongOthers) queueLook(piece);
  else takePiece(piece.id);
}

// Four big pictures: what is this? Three more: how long are its sleeves?
function askAbout(piece) {
  asked = piece;
  guess.hidden = !piece;
  if (!piece) return;
  for (const button of guess.querySelectorAll("[data-is]")) {
    button.setAttribute("aria-pressed", String([piece.kind, piece.sleeve].includes(button.dataset.is)));
  }
  find(".fitting-sleeves").hidden = slotOf(piece.kind) === "lower";
}

function correct({ is, part }) {
  const piece = asked;
  if (worn[slotOf(piece.kind)] === piece.id) worn = { ...worn, [slotOf(piece.kind)]: null };
  piece[part] = is;
  piece.said = true;
  putOn(piece);
  showKind(piece.kind);
  askAbout(piece);
  wish();
}

// How a garment travels: by its name, or as the visitor's own picture with what they say it is.
function asWish({ id, own, kind, sleeve, said }) {
  if (!own) return { id };
  return said ? { picture: own, kind, sleeve } : { picture: own };
}
