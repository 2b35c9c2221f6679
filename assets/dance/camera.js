// Where the visitor looks from: around the figure by mouse, finger or arrow keys, following it softly.

const LENS = 28; // degrees, from the picture's lower edge to the upper one
const FAR = 5.1; // m
const NEAREST = 0.55; // times that
const FARTHEST = 1.6;
const EYES = 0.86; // m, the height that is looked at
const FOLLOWING = 0.5; // s
const TURN = 0.008; // radians a pixel
const STEP = 0.2; // radians a key

const camera = { turn: 0.35, tilt: 0.16, zoom: 1, target: [0, EYES, 0] };

function followBody(pelvis, seconds) {
  const share = 1 - Math.exp(-seconds / FOLLOWING);
  const wanted = [pelvis[0], EYES + 0.35 * (pelvis[1] - 0.92), pelvis[2]];
  camera.target = mix(camera.target, wanted, share);
}

function eye(wide) {
  // A narrow picture is looked at from farther away, so that arms have room.
  const far = FAR * camera.zoom * Math.max(1, 0.8 / wide);
  const level = Math.cos(camera.tilt) * far;
  return plus(camera.target, [Math.sin(camera.turn) * level, Math.sin(camera.tilt) * far, Math.cos(camera.turn) * level]);
}

function turnCamera(right, down, closer = 1) {
  camera.turn -= right;
  camera.tilt = Math.max(0.02, Math.min(1.2, camera.tilt + down));
  camera.zoom = Math.max(NEAREST, Math.min(FARTHEST, camera.zoom * closer));
}

const CAMERA_KEYS = {
  ArrowLeft: () => turnCamera(-STEP, 0),
  ArrowRight: () => turnCamera(STEP, 0),
  ArrowUp: () => turnCamera(0, STEP),
  ArrowDown: () => turnCamera(0, -STEP),
  "+": () => turnCamera(0, 0, 0.9),
  "-": () => turnCamera(0, 0, 1 / 0.9),
};

function holdCamera(stage, changed) {
  const fingers = new Map();
  let apart = 0;

  const spread = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button, input")) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    stage.setPointerCapture(event.pointerId);
    if (fingers.size === 2) apart = spread();
  });
  stage.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1) turnCamera(TURN * (event.clientX - last.x), TURN * (event.clientY - last.y));
    if (fingers.size === 2) {
      turnCamera(0, 0, apart / spread());
      apart = spread();
    }
    changed();
  });
  for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, (event) => fingers.delete(event.pointerId));
  stage.addEventListener("keydown", (event) => {
    if (event.target !== stage || !(event.key in CAMERA_KEYS)) return;
    event.preventDefault();
    CAMERA_KEYS[event.key]();
    changed();
  });
}
