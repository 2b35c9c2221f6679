// The big head with its face, hair, hat, braid or antenna.

function headOf(pose, body, look, late) {
  const face = faceOf(body, look);
  if (look.name === "robot") return [...robotHead(pose, body, look, late), ...face];
  const { head, headLeft, headForth, headUp } = body;
  const frame = [headLeft, headForth, headUp];
  const ears = [-1, 1].map((side) => egg(onHead(body, 92 * side, -6, -0.005), frame, [0.026, 0.034, 0.042], { colour: look.skin, segments: 10, rings: 7 }));
  const skull = egg(head, frame, HEAD, { colour: look.skin, segments: 26, rings: 19 });
  return [skull, ...ears, ...face, ...(look.name === "kid" ? kidHair(body, look, frame) : hanbokHair(body, look, frame, late))];
}

// A point on the head's skin, by degrees to the left and up; `out` metres away from it.
function onHead({ head, headLeft, headForth, headUp }, left, up, out = 0) {
  const [yaw, pitch] = [left, up].map((degrees) => (degrees * Math.PI) / 180);
  const [x, y, z] = [Math.sin(yaw) * Math.cos(pitch), Math.cos(yaw) * Math.cos(pitch), Math.sin(pitch)];
  return plus(plus(plus(head, headLeft, x * (HEAD[0] + out)), headForth, y * (HEAD[1] + out)), headUp, z * (HEAD[2] + out));
}

// The same on the robot's screen, which is flat.
function onScreen({ head, headLeft, headForth, headUp }, left, up, out) {
  const [x, z] = [left, up].map((degrees) => 0.22 * Math.sin((degrees * Math.PI) / 180));
  return plus(plus(plus(head, headForth, 0.193 + out), headLeft, x), headUp, z);
}

function faceOf(body, look) {
  const robot = look.name === "robot";
  const skins = [];
  for (const side of [-1, 1]) {
    skins.push(...eyeOf(body, look, side));
    skins.push(patch(body, look, [40 * side, -17], [0.03, 0.006, 0.021], look.cheek));
  }
  const smile = [-20, -12, -4, 4, 12, 20].map((degrees) => ({
    at: (robot ? onScreen : onHead)(body, degrees, -27 + 0.022 * degrees * degrees, 0),
    a: 0.0095,
  }));
  skins.push(tube(smile, body.headUp, { segments: 8, colour: look.mouth }));
  if (!robot) skins.push(patch(body, look, [0, -12], [0.014, 0.014, 0.012], look.skin, 0.004));
  return skins;
}

function eyeOf(body, look, side) {
  const eye = patch(body, look, [21 * side, 0], [0.025, 0.012, 0.037], look.eye);
  if (look.name === "robot") return [eye];
  return [eye, patch(body, look, [21 * side + 3, 4.5], [0.008, 0.007, 0.01], "#FFFFFF", 0.008)];
}

// Something flat that lies on the head's skin, or on the screen.
function patch(body, look, [left, up], size, colour, out = 0) {
  const robot = look.name === "robot";
  const at = (robot ? onScreen : onHead)(body, left, up, out);
  const forth = robot ? body.headForth : unit(minus(at, body.head));
  const side = across(body.headLeft, forth, body.headUp);
  return egg(at, [side, forth, cross(side, forth)], size, { colour, segments: 12, rings: 9 });
}

function kidHair(body, look, frame) {
  const { head, headLeft, headForth, headUp } = body;
  const back = egg(plus(plus(head, headForth, -0.03), headUp, 0.012), frame, [0.203, 0.182, 0.2], { colour: look.hair, segments: 22, rings: 15 });
  const fringe = [-34, -12, 12, 34].map((left) => patch(body, look, [left, 30], [0.056, 0.034, 0.05], look.hair, -0.004));
  const up = unit(plus(headUp, headForth, -0.26));
  const crown = plus(head, up, 0.085);
  const hatFrame = [headLeft, across(headForth, up, headLeft), up];
  const brim = [0, 0.055].map((step) => ({ at: plus(crown, up, step - 0.02), a: 0.204, b: 0.205, side: headLeft }));
  return [
    back,
    ...fringe,
    egg(plus(crown, up, 0.01), hatFrame, [0.196, 0.198, 0.155], { colour: look.hat, segments: 26, rings: 17 }),
    tube(brim, headLeft, { segments: 26, colour: look.hatDark, bulge: 0.014 }),
    egg(plus(crown, up, 0.18), hatFrame, [0.054, 0.054, 0.052], { colour: look.sole }),
  ];
}

function hanbokHair(body, look, frame, late) {
  const { head, headLeft, headForth, headUp } = body;
  const halves = [-1, 1].map((side) => {
    const tilted = [unit(plus(headLeft, headUp, -0.5 * side)), headForth, unit(plus(headUp, headLeft, 0.5 * side))];
    return egg(plus(plus(plus(head, headForth, -0.022), headUp, 0.04), headLeft, 0.012 * side), tilted, [0.196, 0.197, 0.186], { colour: look.hair, segments: 20, rings: 13 });
  });
  const nape = plus(plus(head, headForth, -0.17), headUp, -0.06);
  const lateBody = bodyOf(late);
  const lateNape = plus(plus(lateBody.head, lateBody.headForth, -0.17), lateBody.headUp, -0.06);
  const end = plus(plus(mix(nape, lateNape, 1.1), body.chestForth, -0.06), [0, -1, 0], 0.42);
  const braid = [0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9].map((share, place) => ({ at: mix(nape, end, share), a: place % 2 ? 0.048 : 0.036 }));
  const bow = [-1, 1].map((side) => {
    const at = plus(mix(nape, end, 0.95), headLeft, 0.03 * side);
    return egg(at, frame, [0.04, 0.016, 0.026], { colour: look.topDark, segments: 10, rings: 7 });
  });
  const pin = onHead(body, 46, 42, 0.014);
  return [
    ...halves,
    tube(braid, headLeft, { segments: 12, colour: look.hair }),
    tube([{ at: end, a: 0.022 }, { at: plus(end, [0, -1, 0], 0.09), a: 0.034, b: 0.012 }], headLeft, { segments: 10, colour: look.topDark }),
    ...bow,
    egg(pin, frame, [0.03, 0.03, 0.03], { colour: look.stripes[0], segments: 10, rings: 7 }),
  ];
}

function robotHead(pose, body, look, late) {
  const { head, headLeft, headForth, headUp } = body;
  const frame = [headLeft, headForth, headUp];
  const screen = plus(head, headForth, 0.083);
  const top = plus(head, headUp, 0.183);
  const sway = minus(minus(bodyOf(late).head, late.pelvis), minus(head, pose.pelvis));
  const tip = plus(plus(top, headUp, 0.11), sway, 0.5);
  const ears = [-1, 1].map((side) => egg(plus(head, headLeft, 0.2 * side), frame, [0.03, 0.055, 0.055], { colour: look.topDark }));
  return [
    egg(head, frame, [0.21, 0.178, 0.188], { colour: look.skin, square: 0.5, segments: 28, rings: 19 }),
    egg(screen, frame, [0.175, 0.112, 0.148], { colour: look.screen, square: 0.5, segments: 28, rings: 17 }),
    ...ears,
    tube([{ at: top, a: 0.012 }, { at: mix(top, tip, 0.5), a: 0.011 }, { at: tip, a: 0.01 }], headLeft, { segments: 8, colour: look.legs }),
    egg(tip, frame, [0.036, 0.036, 0.036], { colour: look.knob }),
  ];
}
