// The room: it opens with a figure that dances already, from the page itself, and asks the server for nothing yet.

let opened = false;

async function openRoom() {
  if (element.offsetParent === null) return;
  if (opened) {
    startClock();
    return;
  }
  opened = true;
  const joints = unpackJoints(OPENING.joints);
  const frames = joints.length / NUMBERS;
  showDance({ joints, frames, ready: frames, beats: OPENING.beats });
  camera.target = [joints[0], EYES, joints[2]];
  setPlaying(playing);
  await openStage();
  startClock();
  const answer = await ask("open_room", () => ({}));
  if (answer.styles) showStyles(answer.styles);
}

const ACTS = {
  play: () => setPlaying(!playing),
  loop: toggleLoop,
  dance: () => wish(),
  stop: stopWish,
  again: another,
  gear: () => gearBox.showModal(),
  on: () => wish("on"),
  arms: () => wish("arms"),
  between: () => {
    gearBox.close();
    wish("between");
  },
  keep: () => keepBox.showModal(),
  drop: dropFile,
};

function toggleLoop() {
  looping = !looping;
  act("loop").setAttribute("aria-pressed", String(looping));
}

function takeIdea(key) {
  words.value = say(key);
  wish();
}

function onClick(event) {
  const button = event.target.closest("button");
  const { act: name, prompt, look: wanted, tune: id, speed: pace, energy, kind } = button?.dataset ?? {};
  if (event.target.matches("dialog") || name === "close") event.target.closest("dialog").close();
  else if (name) ACTS[name]();
  else if (prompt) takeIdea(prompt);
  else if (wanted) setLook(wanted);
  else if (pace) setSpeed(Number(pace));
  else if (kind) keepAs(kind);
  else if (energy !== undefined) takeEnergy(button);
  else if (id === "own") find("input[name=music]").click();
  else if (id !== undefined) {
    takeTune(id);
    danceToTune();
  }
}

function onEnter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // Korean letters are put together with Enter
  event.preventDefault();
  wish();
}

function onFile({ target }) {
  const [file] = target.files;
  target.value = ""; // so that the same file can be chosen again
  takeClip(file);
}

element.addEventListener("click", onClick);
words.addEventListener("keydown", onEnter);
gearBox.addEventListener("change", readGear);
field("seconds").addEventListener("input", readGear);
keepBox.addEventListener("close", dropFile);
find("input[name=music]").addEventListener("change", onFile);
scrub.addEventListener("input", () => {
  time = Number(scrub.value);
  restartTune();
});
for (const kind of ["pointerdown", "pointerup", "pointercancel"]) scrub.addEventListener(kind, () => (scrubbing = kind === "pointerdown"));
window.addEventListener("five-doors-open", openRoom);
window.addEventListener("five-doors-open", () => element.offsetParent === null && tune && setPlaying(false));
watch("value", () => receive(props.value));

showSeconds();
translate(element);
openRoom();
