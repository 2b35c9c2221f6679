// A photo comes as a file, dropped, pasted or from the camera. The browser itself makes it small and upright before it
// travels, so that a large one is quick, and what only this browser can read (HEIC on an iPhone) can be read.

const LARGEST = 1280; // px of the longer side of what is sent
const QUALITY = 0.9; // of the JPEG

const cameraBox = find(".kennel-camera");
const lens = cameraBox.querySelector("video");
const frame = find(".kennel-frame");

async function takeFile(file) {
  if (!file) return;
  hush();
  if (file.size > Number(kennel.dataset.uploadBytes)) {
    complain("picture_too_heavy");
    return;
  }
  const address = URL.createObjectURL(file);
  await takePicture(address);
  URL.revokeObjectURL(address);
}

async function takePicture(address) {
  const image = new Image();
  image.src = address;
  try {
    await image.decode();
  } catch {
    complain("picture_unreadable");
    return;
  }
  await lookAt(smallPhoto(image, image.naturalWidth, image.naturalHeight));
}

function smallPhoto(image, wide, high) {
  const scale = Math.min(1, LARGEST / Math.max(wide, high));
  const [width, height] = [wide, high].map((side) => Math.max(1, Math.round(side * scale)));
  const small = Object.assign(document.createElement("canvas"), { width, height });
  const on = small.getContext("2d");
  on.fillStyle = "#FFFFFF"; // under what is transparent
  on.fillRect(0, 0, width, height);
  on.drawImage(image, 0, 0, width, height);
  return { url: small.toDataURL("image/jpeg", QUALITY), width, height };
}

// A phone has a camera of its own that is better than a film in the page; everywhere else the film is the camera.
async function openCamera() {
  if (matchMedia("(pointer: coarse)").matches) {
    find("input[name=snap]").click();
    return;
  }
  try {
    lens.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    complain("camera_none"); // there is none, it was not allowed, or the page's address is not a safe one
    return;
  }
  cameraBox.showModal();
}

function closeCamera() {
  for (const track of lens.srcObject?.getTracks() ?? []) track.stop();
  lens.srcObject = null;
}

async function snap() {
  if (!lens.videoWidth) return; // it has not shown anything yet
  const still = smallPhoto(lens, lens.videoWidth, lens.videoHeight);
  cameraBox.close();
  await lookAt(still);
}

function onDrag(event) {
  event.preventDefault();
  // Leaving for something inside the room is no leaving.
  kennel.classList.toggle("over", event.type !== "drop" && !(event.type === "dragleave" && !kennel.contains(event.relatedTarget)));
  if (event.type === "drop") takeAny(event.dataTransfer.files[0]);
}

function onPaste(event) {
  if (element.offsetParent === null || event.target.matches?.("input")) return;
  takeAny([...event.clipboardData.files].find((file) => /^(image|video)\//.test(file.type)));
}

function takeAny(file) {
  if (file?.type.startsWith("video/")) takeClip(file);
  else takeFile(file);
}
