// A motion as it travels and as it is drawn: 22 joints a frame (HumanML3D), Y up, the left side at X+, facing Z+.

const JOINTS = [
  "pelvis", "leftHip", "rightHip", "spine1", "leftKnee", "rightKnee", "spine2", "leftAnkle", "rightAnkle", "spine3", "leftFoot",
  "rightFoot", "neck", "leftCollar", "rightCollar", "head", "leftShoulder", "rightShoulder", "leftElbow", "rightElbow", "leftWrist",
  "rightWrist",
];
const NUMBERS = 3 * JOINTS.length; // of a frame
const MILLIMETRE = 0.001;

// Millimetres as 16-bit numbers, the low byte first, in base64.
function unpackJoints(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 2 }, (_, place) => view.getInt16(2 * place, true) * MILLIMETRE);
}

function packJoints(joints) {
  const view = new DataView(new ArrayBuffer(2 * joints.length));
  joints.forEach((metres, place) => view.setInt16(2 * place, Math.round(metres / MILLIMETRE), true));
  let text = "";
  for (let place = 0; place < view.byteLength; place++) text += String.fromCharCode(view.getUint8(place));
  return btoa(text);
}

// The pose at a moment between two frames: {pelvis: [x, y, z], ...} on Catmull and Rom's curve through four frames, so
// that twenty frames a second look like sixty.
function poseAt(joints, frames, place) {
  const from = Math.max(0, Math.min(frames - 1, Math.floor(place)));
  const share = Math.max(0, Math.min(1, place - from));
  const at = [-1, 0, 1, 2].map((step) => NUMBERS * Math.max(0, Math.min(frames - 1, from + step)));
  const pose = {};
  JOINTS.forEach((name, joint) => {
    pose[name] = [0, 1, 2].map((axis) => {
      const [a, b, c, d] = at.map((start) => joints[start + 3 * joint + axis]);
      return b + 0.5 * share * (c - a + share * (2 * a - 5 * b + 4 * c - d + share * (3 * (b - c) + d - a)));
    });
  });
  return pose;
}

const plus = (a, b, times = 1) => [a[0] + times * b[0], a[1] + times * b[1], a[2] + times * b[2]];
const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const mix = (a, b, share) => plus(a, minus(b, a), share);
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const length = (a) => Math.hypot(a[0], a[1], a[2]);
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a) => plus([0, 0, 0], a, 1 / (length(a) || 1));

// The part of a direction that stands upright on another one; `spare` where there is none.
function across(a, axis, spare) {
  const left = plus(a, axis, -dot(a, axis));
  return length(left) > 1e-3 ? unit(left) : across(spare, axis, [spare[1], spare[2], spare[0]]);
}
