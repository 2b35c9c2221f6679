// The hand: from pointer events to a smooth stroke.

const WIDTHS = { pen: [4, 7, 12], crayon: [14, 26, 44], eraser: [20, 36, 60] }; // px of the sheet
const STYLUS_ERASER = 5; // the button number of a stylus that is turned round
const CLOSEST = 1.2; // px; points nearer to the last one are left out
// The 1 Euro filter (Casiez, Roussel and Vogel 2012): a slow hand is smoothed much, a swift one hardly, so that the
// line neither trembles nor lags.
const STEADY = 2.2; // Hz, the cut-off of a hand at rest
const SWIFT = 0.035; // Hz more for each px a second
const SOFT_PRESS = 0.3; // how far the width follows the stylus at each event
const [LIGHT, HEAVY] = [0.35, 1.65]; // of the width, with a stylus that hovers and one that is pressed hard

function place(event) {
  const box = sheet.getBoundingClientRect();
  return [((event.clientX - box.left) * SIDE) / box.width, ((event.clientY - box.top) * SIDE) / box.height];
}

function pressed(event, width) {
  return event.pointerType === "pen" ? width * (LIGHT + (HEAVY - LIGHT) * event.pressure) : width;
}

function penDown(event) {
  if (event.button !== 0 && event.button !== STYLUS_ERASER) return;
  // One line at a time; a stylus takes over from the palm that touched the sheet before it.
  if (stroke && !(event.pointerType === "pen" && stroke.pointerType === "touch")) return;
  event.preventDefault();
  sheet.setPointerCapture(event.pointerId);
  if (stroke) redraw(); // without what the palm drew
  const held = event.button === STYLUS_ERASER ? "eraser" : tool;
  const full = WIDTHS[held][width];
  const [x, y] = place(event);
  stroke = {
    mark: { kind: "stroke", tool: held, colour: colours[held], mirrored: isMirrored(), points: [] },
    hand: { x, y, atX: x, atY: y, time: event.timeStamp, width: pressed(event, full), full },
    pointerId: event.pointerId,
    pointerType: event.pointerType,
  };
  grow([x, y, stroke.hand.width]);
  hush();
  show();
}

function penMove(event) {
  if (stroke?.pointerId !== event.pointerId) return;
  const events = event.getCoalescedEvents?.() ?? [];
  for (const one of events.length ? events : [event]) {
    const next = follow(stroke.hand, one);
    const [lastX, lastY] = stroke.mark.points.at(-1);
    if (Math.hypot(next[0] - lastX, next[1] - lastY) >= CLOSEST) grow(next);
  }
  show();
  if (hasLines() || stroke.mark.tool === "pen") askForPicture();
}

// Where the smoothed hand is after one more event: [x, y, width].
function follow(hand, event) {
  const [x, y] = place(event);
  const seconds = Math.max(event.timeStamp - hand.time, 0.5) / 1000;
  const speed = Math.hypot(x - hand.atX, y - hand.atY) / seconds;
  const share = 1 / (1 + 1 / (2 * Math.PI * (STEADY + SWIFT * speed) * seconds));
  hand.x += (x - hand.x) * share;
  hand.y += (y - hand.y) * share;
  hand.width += (pressed(event, hand.full) - hand.width) * SOFT_PRESS;
  Object.assign(hand, { atX: x, atY: y, time: event.timeStamp });
  return [hand.x, hand.y, hand.width];
}

function grow(point) {
  const { mark } = stroke;
  mark.points.push(point);
  drawPart(mark, mark.points.length - 1, mark.tool === "eraser" ? LAYERS.eraser : [wet]);
}

function penUp(event) {
  if (stroke?.pointerId !== event.pointerId) return;
  const { mark, hand } = stroke;
  // The line ends where the hand left the sheet, not where the smoothed one is.
  if (event.type === "pointerup" && mark.points.length > 1) grow([...place(event), hand.width]);
  heedGuide(mark);
  stroke = null;
  add(mark);
}
