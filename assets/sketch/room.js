// The room: words, buttons, keys, and what the game around the drawing may ask for.

const bubble = find(".bubble");
const note = find(".note");
const gear = find(".gear");

function tell(key) {
  note.hidden = !key;
  if (key) setWord(note.querySelector("span"), key);
}

function complain(key) {
  bubble.hidden = false;
  setWord(bubble, key);
}

function hush() {
  bubble.hidden = true;
}

function setWord(one, key) {
  one.dataset.word = key;
  window.fiveDoors.translate(one);
}

const ACTS = {
  pen: () => takeTool("pen"),
  crayon: () => takeTool("crayon"),
  eraser: () => takeTool("eraser"),
  mirror: takeMirror,
  guide: nextGuide,
  undo,
  redo,
  new: newPage,
  keep: () => announce("keep"),
  another,
  photo: () => photoBox.showModal(),
  camera: openCamera,
  file: () => find("input[type=file]:not([capture])").click(),
  snap,
  gear: () => gear.showModal(),
};
// By the key's place, not its letter: the same on a Korean keyboard.
const KEYS = { KeyP: "pen", KeyB: "pen", KeyC: "crayon", KeyE: "eraser", KeyM: "mirror", KeyG: "guide", KeyN: "new" };

function onKey(event) {
  const typing = event.target.closest?.("input, textarea, select, dialog, [contenteditable]");
  if (typing || event.altKey || event.isComposing || element.offsetParent === null) return;
  const command = event.ctrlKey || event.metaKey;
  if (command && event.code === "KeyZ") (event.shiftKey ? redo : undo)();
  else if (command && event.code === "KeyY") redo();
  else if (!command && event.code in KEYS) ACTS[KEYS[event.code]]();
  else if (!command && /^Digit[123]$/.test(event.code)) takeWidth(find(`[data-width="${event.code.at(-1) - 1}"]`));
  else return;
  event.preventDefault();
}

function onClick(event) {
  const button = event.target.closest("button");
  const { act: name, colour, width: size, world: id, painter } = button?.dataset ?? {};
  if (button?.closest("[data-slot]")) return; // the game's own
  if (event.target.matches("dialog") || name === "close") event.target.closest("dialog").close();
  else if (name) ACTS[name]();
  else if (colour) takeColour(button);
  else if (size) takeWidth(button);
  else if (id) takeWorld(button);
  else if (painter) {
    check(find(".painters"), button);
    takePainter(painter);
  }
}

element.addEventListener("click", onClick);
element.addEventListener("keydown", walk);
document.addEventListener("keydown", onKey);
for (const chooser of element.querySelectorAll("input[type=file]")) {
  chooser.addEventListener("change", () => upload(chooser));
}
find("input[name=seed]").addEventListener("change", ({ target }) => {
  takeSeed(Math.min(MOST_SEEDS, Math.max(0, Math.round(Number(target.value)) || 0)));
});
cameraBox.addEventListener("close", closeCamera);
sheet.addEventListener("pointerdown", penDown);
sheet.addEventListener("pointermove", penMove);
sheet.addEventListener("pointerup", penUp);
sheet.addEventListener("pointercancel", penUp);
sheet.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press draws, too
window.addEventListener("five-doors-open", openRoom);
desk.addEventListener("five-doors-world", ({ detail }) => {
  const chip = chipOf(detail.world);
  if (chip && detail.world !== world) takeWorld(chip);
});
desk.addEventListener("five-doors-load", ({ detail }) => layOnSheet(detail.drawing));

takeTool("pen");
showMirror();
redraw();
window.fiveDoors.translate(element);
desk.dataset.awake = ""; // from here on a stroke is heard
openRoom();
