// A photo comes as a file, dropped, pasted or from the camera.

const cameraBox = find(".kennel-camera");
const lens = cameraBox.querySelector("video");
const frame = find(".kennel-frame");

async function takeFile(file) {
  if (file) await takePhoto(await photoOf(file, Number(kennel.dataset.uploadBytes)));
}

async function takePhoto(next) {
  hush();
  if (next.error) complain(next.error);
  else await lookAt(next);
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
