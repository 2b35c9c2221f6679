// What the game can measure on a drawing. It knows lines, colours and closed shapes, not what they stand for.

const LOOK = 128; // px, the side at which a drawing is looked at; a gap of a pixel or two in a line closes here
const LINE_ALPHA = 200; // of 255; crayon is half transparent, so it is colour and no line
const COLOUR_ALPHA = 90;
const WHITE = 225; // of 255; a pixel whose channels are all above is paper
const BRIGHT = 45; // of 255, the least distance between the channels of a colour that is neither black nor grey
const FAR = 75; // of 441, the least distance between two colours that are counted apart
const SPECK = 45; // px of 256 x 256; less of a colour is not counted
const SMALLEST_HOLE = 10; // px of LOOK x LOOK
const SMALLEST_THING = 8; // px of LOOK, the longer side
const MIRROR_REACH = 4; // px of LOOK; a hand does not mirror more exactly
const LEAST_INK = 0.006; // of the sheet; less is not a drawing yet

// {ink, size, shape, mirror: numbers, closed, things, colours: counts} of the picture behind a data URL.
// `size` is the longer side of the lines' box in sheets, `shape` its width by its height, and `mirror` the share of
// the lines that meet a line when left and right are swapped.
async function measure(drawing) {
  const image = new Image();
  image.src = drawing;
  await image.decode();
  const large = pixels(image, 2 * LOOK);
  const ink = halved(linesOf(large));
  const box = boxOf(ink);
  const total = ink.reduce((sum, dark) => sum + dark, 0) / ink.length;
  const facts = { ink: total, enough: total >= LEAST_INK, colours: countColours(large) };
  if (!box) return { ...facts, size: 0, shape: 1, mirror: 0, closed: 0, things: 0 };
  return {
    ...facts,
    size: Math.max(box.width, box.height) / LOOK,
    shape: box.width / box.height,
    mirror: mirrored(ink, box),
    closed: countClosed(ink),
    things: countThings(ink),
  };
}

function pixels(image, side) {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  paper.drawImage(image, 0, 0, side, side);
  return paper.getImageData(0, 0, side, side).data;
}

// (256 * 256) of 0 and 1
function linesOf(data) {
  const lines = new Uint8Array(data.length / 4);
  for (let i = 0; i < lines.length; i++) {
    const at = 4 * i;
    const darkest = Math.min(data[at], data[at + 1], data[at + 2]);
    lines[i] = data[at + 3] >= LINE_ALPHA && darkest < WHITE ? 1 : 0;
  }
  return lines;
}

// A pixel of the half size is dark where one of its four is.
function halved(lines) {
  const half = new Uint8Array(LOOK * LOOK);
  for (let y = 0; y < 2 * LOOK; y++) {
    for (let x = 0; x < 2 * LOOK; x++) {
      if (lines[2 * LOOK * y + x]) half[(y >> 1) * LOOK + (x >> 1)] = 1;
    }
  }
  return half;
}

function boxOf(ink) {
  let [left, top, right, bottom] = [LOOK, LOOK, -1, -1];
  ink.forEach((dark, i) => {
    if (!dark) return;
    [left, right] = [Math.min(left, i % LOOK), Math.max(right, i % LOOK)];
    [top, bottom] = [Math.min(top, Math.floor(i / LOOK)), Math.max(bottom, Math.floor(i / LOOK))];
  });
  return right < 0 ? null : { left, top, right, bottom, width: right - left + 1, height: bottom - top + 1 };
}

function mirrored(ink, { left, right }) {
  let [met, all] = [0, 0];
  ink.forEach((dark, i) => {
    if (!dark) return;
    all += 1;
    if (inkNear(ink, left + right - (i % LOOK), Math.floor(i / LOOK))) met += 1;
  });
  return met / all;
}

function inkNear(ink, x, y) {
  for (let row = Math.max(0, y - MIRROR_REACH); row <= Math.min(LOOK - 1, y + MIRROR_REACH); row++) {
    for (let column = Math.max(0, x - MIRROR_REACH); column <= Math.min(LOOK - 1, x + MIRROR_REACH); column++) {
      if (ink[row * LOOK + column]) return true;
    }
  }
  return false;
}

// Every patch of pixels of one kind: its size, its box, and whether it touches the edge of the sheet. Paper joins over
// sides only and lines over corners too, so that a slanting line is tight. The loops are plain, because the hand draws
// on while they run.
function patches(ink, kind) {
  const waiting = ink.map((dark) => (dark === kind ? 1 : 0));
  const stack = new Uint16Array(ink.length);
  const found = [];
  for (let start = 0; start < ink.length; start++) {
    if (!waiting[start]) continue;
    let [area, left, top, right, bottom] = [0, LOOK, LOOK, 0, 0];
    let height = 1;
    stack[0] = start;
    waiting[start] = 0;
    while (height) {
      const at = stack[--height];
      const x = at % LOOK;
      const y = (at - x) / LOOK;
      area += 1;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      for (let row = Math.max(0, y - 1); row <= y + 1 && row < LOOK; row++) {
        for (let column = Math.max(0, x - 1); column <= x + 1 && column < LOOK; column++) {
          const next = row * LOOK + column;
          if (!waiting[next] || (!kind && row !== y && column !== x)) continue;
          waiting[next] = 0;
          stack[height++] = next;
        }
      }
    }
    const atEdge = left === 0 || top === 0 || right === LOOK - 1 || bottom === LOOK - 1;
    found.push({ area, left, top, right, bottom, atEdge });
  }
  return found;
}

const countClosed = (ink) => patches(ink, 0).filter((patch) => !patch.atEdge && patch.area >= SMALLEST_HOLE).length;

// Things that stand apart; an eye inside a face is a part of it.
function countThings(ink) {
  const large = patches(ink, 1).filter(
    ({ left, top, right, bottom }) => Math.max(right - left, bottom - top) + 1 >= SMALLEST_THING,
  );
  const inside = (one, other) =>
    one !== other &&
    one.left >= other.left &&
    one.right <= other.right &&
    one.top >= other.top &&
    one.bottom <= other.bottom;
  return large.filter((one) => !large.some((other) => inside(one, other))).length;
}

function countColours(data) {
  const counts = new Uint32Array(16 ** 3); // of the bright colours, to 16 steps a channel
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
    if (data[at + 3] < COLOUR_ALPHA || Math.max(red, green, blue) - Math.min(red, green, blue) < BRIGHT) continue;
    counts[((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4)] += 1;
  }
  const common = [...counts.keys()].filter((step) => counts[step]).sort((a, b) => counts[b] - counts[a]);
  const apart = [];
  for (const step of common) {
    const colour = [(step >> 8) & 15, (step >> 4) & 15, step & 15].map((channel) => 16 * channel + 8);
    const near = apart.find((one) => Math.hypot(...colour.map((value, i) => value - one.colour[i])) < FAR);
    if (near) near.count += counts[step];
    else apart.push({ colour, count: counts[step] });
  }
  return apart.filter((one) => one.count >= SPECK).length;
}
