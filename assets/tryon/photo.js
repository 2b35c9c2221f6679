// The person: a photo comes as a file, dropped, pasted or from the camera, which shows an outline to stand in.

const SELF_TIMER = 5; // seconds to walk back from the camera
const FRAME = 3 / 4; // width to height of what the camera takes

const cameraBox = find(".fitting-camera");
const lens = cameraBox.querySelector("video");
const countdown = cameraBox.querySelector("output");

let photo = null; // {url, width, height}
let ticking = 0;

async function takePerson(file) {
  if (file) showPerson(await photoOf(file, uploadBytes));
}

function showPerson(next) {
  hush();
  if (next.error) {
    complain(next.error);
    return;
  }
  photo = next;
  const image = find(".fitting-photo img");
  image.src = photo.url;
  image.hidden = false;
  forgetLooks();
  shapeMirror(photo);
  showBare();
  markPerson();
  wish();
}

async function openCamera() {
  try {
    const video = { facingMode: "user", width: { ideal: 1920 }, height: { ideal: 1440 } };
    lens.srcObject = await navigator.mediaDevices.getUserMedia({ video });
  } catch {
    // There is none, it was not allowed, or the page's address is not a safe one. A phone has a camera of its own.
    if (matchMedia("(pointer: coarse)").matches) find("input[name=selfie]").click();
    else complain("camera_none");
    return;
  }
  cameraBox.showModal();
}

function closeCamera() {
  clearInterval(ticking);
  countdown.textContent = "";
  for (const track of lens.srcObject?.getTracks() ?? []) track.stop();
  lens.srcObject = null;
}

function snapLater() {
  let left = SELF_TIMER;
  clearInterval(ticking);
  countdown.textContent = left;
  ticking = setInterval(() => {
    countdown.textContent = --left;
    if (left === 0) snap();
  }, 1000);
}

// What stands in the outline's frame, and as one sees oneself in a mirror.
function snap() {
  if (!lens.videoWidth) return; // it has not shown anything yet
  const width = Math.min(lens.videoWidth, lens.videoHeight * FRAME);
  const height = width / FRAME;
  const still = Object.assign(document.createElement("canvas"), { width, height });
  const on = still.getContext("2d");
  on.scale(-1, 1);
  on.drawImage(lens, (lens.videoWidth - width) / 2, (lens.videoHeight - height) / 2, width, height, -width, 0, width, height);
  cameraBox.close();
  showPerson(smallPhoto(still, still.width, still.height));
}

// Dropped on the clothes it is a garment, everywhere else the person.
function onDrag(event) {
  event.preventDefault();
  const zone = event.target.closest("[data-drop=garment]") ?? find("[data-drop=person]");
  for (const one of element.querySelectorAll("[data-drop]")) {
    const leaving = event.type === "drop" || (event.type === "dragleave" && !element.contains(event.relatedTarget));
    one.classList.toggle("over", one === zone && !leaving);
  }
  if (event.type === "drop") takeFiles(zone.dataset.drop, event.dataTransfer.files);
}

function onPaste(event) {
  if (element.offsetParent === null || !event.clipboardData.files.length) return;
  const pasted = event.target.closest?.("[data-drop=garment]") ? "garment" : "person";
  takeFiles(pasted, event.clipboardData.files);
}

function takeFiles(what, files) {
  if (what === "garment") takeGarments([...files]);
  else takePerson(files[0]);
}

function showPeople(people) {
  const buttons = people.map(({ id, names, picture }) => {
    const button = make("button", { type: "button", class: "fitting-person", "aria-pressed": "false" });
    button.append(make("img", { src: picture, alt: "" }), make("span", { names }));
    button.dataset.person = id;
    return button;
  });
  find(".fitting-people").replaceChildren(...buttons);
  translate(find(".fitting-people"));
}

async function takeExample(button) {
  const next = await photoAt(button.querySelector("img").src);
  showPerson({ ...next, example: button.dataset.person });
}

function markPerson() {
  for (const button of element.querySelectorAll("[data-person]")) {
    button.setAttribute("aria-pressed", String(button.dataset.person === photo?.example));
  }
}
