// The room: a dog is looked at, its points and facts are shown, and then the dogs that are like it.

const [NARROWEST, WIDEST] = [0.8, 1.4]; // width to height of the frame
const WARMING = 250; // ms after which the wait is explained

let boxes = []; // [left, top, width, height] of each dog on the photo
let chosen = 0;
let looks = 0; // the newest photo or tap; answers to older ones are not shown
let opened = false;

async function openRoom() {
  if (opened || element.offsetParent === null) return;
  opened = true;
  waitForCards();
  const slow = setTimeout(() => tell("dog_warming"), WARMING);
  const answer = await ask("open_room", () => ({}));
  clearTimeout(slow);
  tell(null);
  showExamples(answer.examples ?? []);
  if (answer.error) {
    opened = false; // the door may be opened once more
    complain(answer.error);
    return;
  }
  breedsThere = answer.breeds;
  if (!photo && answer.examples.length) await takePhoto(await photoAt(answer.examples[0]));
}

function showExamples(pictures) {
  const buttons = pictures.map((picture) => {
    const button = make("button", { type: "button", class: "kennel-example", label: "dog_example" }, make("img", { src: picture, alt: "" }));
    button.dataset.example = picture;
    return button;
  });
  find(".kennel-examples").replaceChildren(...buttons);
  translate(find(".kennel-examples"));
}

async function lookAt(next, box = null) {
  const number = ++looks;
  if (!film.hidden) closeFilm();
  hush();
  if (!box) showPhoto(next);
  points = [];
  seen = null;
  showPoints();
  clearFacts();
  waitForCards();
  kennel.classList.remove("nobody");
  tell("dog_looking");
  frame.setAttribute("aria-busy", "true");
  const answer = await ask("look", () => ({ picture: next.url, box }), () => number === looks);
  if (!answer || number !== looks) return;
  tell(null);
  frame.setAttribute("aria-busy", "false");
  if (answer.error) {
    kennel.classList.add("nobody");
    facts.replaceChildren();
    cards.replaceChildren();
    complain(answer.error);
    return;
  }
  if (answer.boxes) {
    boxes = answer.boxes;
    chosen = 0;
    if (boxes.length > 1) complain("dog_several");
  }
  ({ points, seen } = answer);
  showBoxes();
  showPoints();
  showFacts(answer.facts);
  await search();
}

function showPhoto(next) {
  photo = next;
  boxes = [];
  photoImage.src = photo.url;
  photoImage.hidden = false;
  const ratio = Math.min(WIDEST, Math.max(NARROWEST, photo.width / photo.height));
  frame.style.setProperty("--ratio", ratio);
  showBoxes();
}

// Several dogs: a tap chooses one.
function showBoxes() {
  const row = find(".kennel-boxes");
  row.replaceChildren();
  if (!photo || boxes.length < 2) return;
  const { scale, left, top } = placement();
  boxes.forEach(([x, y, w, h], number) => {
    const button = make("button", { type: "button", class: "kennel-box", "aria-pressed": String(number === chosen), label: "dog_choose" });
    const place = { left: left + x * scale, top: top + y * scale, width: w * scale, height: h * scale };
    for (const [side, value] of Object.entries(place)) button.style[side] = `${value}px`;
    button.dataset.box = number;
    row.append(button);
  });
  translate(row);
}

function choose(number) {
  chosen = number;
  lookAt(photo, boxes[number]);
  showBoxes();
}

const ACTS = {
  file: () => find("input[name=photo]").click(),
  camera: openCamera,
  snap,
  clip: () => find("input[name=clip]").click(),
  stop: closeFilm,
  back: closeFilm,
  names: takeNames,
  filters: toggleFilters,
  clear: clearFilters,
  forget: forgetThumbs,
  more: () => search({ skip: cards.children.length }),
};

function onClick(event) {
  const button = event.target.closest("button");
  const { act: name, example, box, kind, compare, thumb } = button?.dataset ?? {};
  if (event.target.matches("dialog") || name === "close") event.target.closest("dialog").close();
  else if (name) ACTS[name]();
  else if (example) photoAt(example).then(takePhoto);
  else if (box) choose(Number(box));
  else if (kind) takeChoice(button);
  else if (compare) compareWith(Number(compare));
  else if (thumb) takeThumb(button);
}

function onFile({ target }) {
  const [file] = target.files;
  target.value = ""; // so that the same file can be chosen again
  if (target.name === "clip") takeClip(file);
  else takeFile(file);
}

element.addEventListener("click", onClick);
for (const chooser of element.querySelectorAll("input[type=file]")) chooser.addEventListener("change", onFile);
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) kennel.addEventListener(kind, onDrag);
document.addEventListener("paste", onPaste);
cameraBox.addEventListener("close", closeCamera);
sureness.addEventListener("input", showPoints);
breedSearch.addEventListener("input", showBreeds);
window.addEventListener("five-doors-open", openRoom);
new ResizeObserver(() => {
  showPoints();
  showBoxes();
}).observe(frame);
// Names on the picture are no elements with words, so they are written anew when the language changes.
new MutationObserver(showPoints).observe(document.documentElement, { attributeFilter: ["lang"] });

buildFilters();
clearFacts();
translate(element);
openRoom();
