// A drawing on paper, by the camera or as a file: the server finds its lines, and they lie on the sheet.

const CAMERA_WIDTH = 1920; // px, where the camera has them
const CAMERA_QUALITY = 0.92; // of the JPEG that is sent

const photoBox = find(".photo");
const cameraBox = find(".camera");
const film = cameraBox.querySelector("video");

// A phone has a camera of its own that is better than a film in the page; everywhere else the film is the camera.
async function openCamera() {
  photoBox.close();
  if (matchMedia("(pointer: coarse)").matches) {
    find("input[capture]").click();
    return;
  }
  let stream;
  try {
    const video = { facingMode: "environment", width: { ideal: CAMERA_WIDTH } };
    stream = await navigator.mediaDevices.getUserMedia({ video });
  } catch {
    complain("camera_none"); // there is none, it was not allowed, or the page's address is not a safe one
    return;
  }
  film.srcObject = stream;
  cameraBox.showModal();
}

function closeCamera() {
  for (const track of film.srcObject?.getTracks() ?? []) track.stop();
  film.srcObject = null;
}

async function snap() {
  if (!film.videoWidth) return; // it has not shown anything yet
  const still = Object.assign(document.createElement("canvas"), { width: film.videoWidth, height: film.videoHeight });
  still.getContext("2d").drawImage(film, 0, 0);
  cameraBox.close();
  await readPicture(still.toDataURL("image/jpeg", CAMERA_QUALITY));
}

async function upload(chooser) {
  const file = chooser.files[0];
  chooser.value = ""; // so that the same file can be chosen again
  photoBox.close();
  if (!file) return;
  hush();
  if (file.size > Number(desk.dataset.uploadBytes)) complain("picture_too_heavy");
  else await readPicture(await asUrl(file));
}

async function readPicture(url) {
  hush();
  tell("reading");
  const answer = await call("read_picture", { picture: url });
  tell(null);
  if (answer.error) complain(answer.error);
  else await layOnSheet(answer.picture);
}

// The drawing takes the place of what is there; undo brings that back.
async function layOnSheet(url) {
  const image = unfold(await load(url));
  guideStays = false;
  add({ kind: "page", image });
}

function asUrl(file) {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => resolve(""); // the server answers that it cannot be read
    reader.readAsDataURL(file);
  });
}
