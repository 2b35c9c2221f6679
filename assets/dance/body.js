// The figure as skins, built anew for each picture from the joints of that moment and, for what hangs loose, of a moment
// before. All lengths in metres.

const BRANCHES = ["left", "right"];
const FOOT_FALL = -0.36; // the height that a level foot's toes lose on the way from its ankle, in shares of the way
const HEAD = [0.196, 0.19, 0.2]; // to the side, forth, up
const LAG = 0.13; // s by which skirts, braids and ribbons come later

// `late` is the pose of `LAG` seconds ago.
function skinsOf(pose, late, look) {
  const body = bodyOf(pose);
  const skins = BRANCHES.flatMap((side) => [...legOf(pose, body, look, side), ...armOf(pose, body, look, side)]);
  skins.push(...{ kid: kidTrunk, hanbok: hanbokTrunk, robot: robotTrunk }[look.name](pose, body, look, late));
  return [...skins, ...headOf(pose, body, look, late)];
}

// The directions of pelvis, chest and head.
function bodyOf(pose) {
  const hips = mix(pose.leftHip, pose.rightHip, 0.5);
  const shoulders = mix(pose.leftShoulder, pose.rightShoulder, 0.5);
  const hipsUp = unit(minus(pose.spine2, hips));
  const hipsLeft = across(minus(pose.leftHip, pose.rightHip), hipsUp, [1, 0, 0]);
  const chestUp = unit(minus(pose.neck, pose.spine2));
  const chestLeft = across(minus(pose.leftShoulder, pose.rightShoulder), chestUp, hipsLeft);
  const chestForth = cross(chestLeft, chestUp);
  // The joint called head lies a little before the neck even where the face looks straight ahead.
  const headUp = unit(mix(plus(unit(minus(pose.head, pose.neck)), chestForth, -0.22), chestUp, 0.25));
  const headLeft = across(chestLeft, headUp, chestForth);
  const headForth = cross(headLeft, headUp);
  const head = plus(plus(pose.head, headUp, 0.112), headForth, 0.005);
  return { hips, shoulders, hipsUp, hipsLeft, hipsForth: cross(hipsLeft, hipsUp), chestUp, chestLeft, chestForth, head, headUp, headLeft, headForth };
}

const hasSkirt = (look) => Boolean(look.skirt);

function legOf(pose, body, look, side) {
  const [hip, knee, ankle, foot] = ["Hip", "Knee", "Ankle", "Foot"].map((part) => pose[side + part]);
  const shin = unit(minus(ankle, knee));
  const end = plus(ankle, shin, 0.01);
  const robot = look.name === "robot";
  const radii = robot ? [0.075, 0.062, 0.058] : hasSkirt(look) ? [0.08, 0.062, 0.05] : [0.104, 0.088, 0.08];
  const skins = [tube(rounded([hip, knee, end], radii), body.hipsForth, { colour: look.legs })];
  if (robot) skins.push(egg(knee, frameAlong(shin, body.hipsForth), [0.078, 0.078, 0.07], { colour: look.topDark }));
  return [...skins, ...shoeOf(knee, ankle, foot, body, look)];
}

function shoeOf(knee, ankle, foot, body, look) {
  const fallen = unit(minus(foot, ankle));
  const raised = across(minus(knee, ankle), fallen, body.hipsForth);
  const forth = unit(plus(fallen, raised, -FOOT_FALL)); // level where the foot is
  const up = across(raised, forth, body.hipsUp);
  const left = cross(up, forth);
  const middle = plus(plus(ankle, forth, 0.062), up, -0.002);
  const square = look.name === "robot" ? 0.45 : 0.12;
  return [
    egg(middle, [left, up, forth], [0.074, 0.058, 0.152], { colour: look.shoe, square }),
    egg(plus(middle, up, -0.033), [left, up, forth], [0.077, 0.024, 0.158], { colour: look.sole, square: 0.3 }),
  ];
}

function armOf(pose, body, look, side) {
  const [collar, shoulder, elbow, wrist] = ["Collar", "Shoulder", "Elbow", "Wrist"].map((part) => pose[side + part]);
  const fore = unit(minus(wrist, elbow));
  const start = mix(collar, shoulder, 0.35);
  const robot = look.name === "robot";
  const radii = robot ? [0.05, 0.06, 0.05, 0.048] : [0.062, 0.072, 0.06, 0.05];
  if (hasSkirt(look)) radii.splice(2, 2, 0.072, 0.06); // wide sleeves
  const skins = [tube(rounded([start, shoulder, elbow, wrist], radii), body.chestForth, { colour: look.top })];
  const frame = frameAlong(fore, body.chestForth);
  if (robot) {
    for (const joint of [shoulder, elbow]) skins.push(egg(joint, frame, [0.074, 0.074, 0.07], { colour: look.topDark }));
  } else if (look.stripes) {
    look.stripes.forEach((colour, place) => skins.push(band(plus(wrist, fore, 0.012 - 0.026 * place), fore, body, 0.068 + 0.002 * place, 0.016, colour)));
  } else {
    skins.push(band(plus(wrist, fore, -0.005), fore, body, 0.058, 0.026, look.topDark));
  }
  return [...skins, ...handOf(wrist, fore, frame, body, look, side)];
}

// A ring around a limb: a cuff, a stripe.
function band(at, along, body, radius, half, colour) {
  const stations = [-half, half].map((step) => ({ at: plus(at, along, step), a: radius }));
  return tube(stations, body.chestForth, { colour, bulge: 0.008 });
}

function handOf(wrist, fore, [u, v], body, look, side) {
  const middle = plus(wrist, fore, 0.078);
  const colour = look.name === "robot" ? look.topDark : look.skin;
  const inwards = across(plus(body.chestForth, body.chestLeft, side === "left" ? -0.6 : 0.6), fore, u);
  const thumb = plus(plus(middle, inwards, 0.05), fore, -0.01);
  return [
    egg(middle, [u, v, fore], [0.06, 0.06, 0.076], { colour }),
    egg(thumb, [cross(fore, inwards), fore, inwards], [0.024, 0.032, 0.034], { colour, segments: 10, rings: 7 }),
  ];
}

// Three directions upright on each other, the last one along a limb.
function frameAlong(along, hint) {
  const u = across(hint, along, [0, 0, 1]);
  return [u, cross(along, u), along];
}

// The trunk as stations from below the hips to the neck; `wide` makes clothes of it.
function trunk(pose, body, wide) {
  const { hips, hipsUp, hipsLeft, chestUp, chestLeft, shoulders } = body;
  const waist = unit(mix(hipsLeft, chestLeft, 0.5));
  return [
    { at: plus(hips, hipsUp, -0.03), a: 0.168 * wide, b: 0.132 * wide, side: hipsLeft },
    { at: plus(hips, hipsUp, 0.09), a: 0.158 * wide, b: 0.13 * wide, side: hipsLeft },
    { at: pose.spine2, a: 0.155 * wide, b: 0.126 * wide, side: waist },
    { at: plus(pose.spine3, chestUp, 0.02), a: 0.172 * wide, b: 0.13 * wide, side: chestLeft },
    { at: plus(pose.spine3, chestUp, 0.1), a: 0.168 * wide, b: 0.118 * wide, side: chestLeft },
    { at: mix(shoulders, pose.neck, 0.45), a: 0.112, b: 0.094, side: chestLeft },
    { at: plus(pose.neck, chestUp, -0.015), a: 0.07, b: 0.066, side: chestLeft },
  ];
}

function pants(body, colour) {
  const { hips, hipsUp, hipsLeft } = body;
  const stations = [
    { at: plus(hips, hipsUp, -0.06), a: 0.13, b: 0.105, side: hipsLeft },
    { at: plus(hips, hipsUp, 0.02), a: 0.166, b: 0.126, side: hipsLeft },
    { at: plus(hips, hipsUp, 0.1), a: 0.15, b: 0.12, side: hipsLeft },
  ];
  return tube(stations, hipsLeft, { segments: 18, colour });
}

function neckOf(pose, body, look) {
  const stations = [
    { at: plus(pose.neck, body.chestUp, -0.05), a: 0.06 },
    { at: plus(pose.neck, body.headUp, 0.05), a: 0.056 },
  ];
  return tube(stations, body.headLeft, { colour: look.skin });
}

function kidTrunk(pose, body, look) {
  const { chestUp, chestLeft, chestForth, hips, hipsUp, hipsLeft, hipsForth } = body;
  const hem = [0, 0.05].map((step) => ({ at: plus(hips, hipsUp, step - 0.05), a: 0.188, b: 0.152, side: hipsLeft }));
  const pocket = plus(plus(hips, hipsUp, 0.13), hipsForth, 0.108);
  const hood = plus(plus(pose.neck, chestForth, -0.075), chestUp, -0.02);
  const strings = [-1, 1].map((side) => {
    const top = plus(plus(plus(pose.neck, chestForth, 0.085), chestLeft, 0.04 * side), chestUp, -0.045);
    const end = plus(plus(top, chestUp, -0.12), chestForth, 0.045);
    return tube([{ at: top, a: 0.007 }, { at: end, a: 0.009 }], chestLeft, { segments: 6, colour: look.sole });
  });
  return [
    pants(body, look.legs),
    tube(trunk(pose, body, 1.08), hipsLeft, { segments: 20, colour: look.top, bulge: 0.04 }),
    tube(hem, hipsLeft, { segments: 20, colour: look.topDark, bulge: 0.015 }),
    egg(pocket, [hipsLeft, hipsForth, hipsUp], [0.095, 0.034, 0.055], { colour: look.topDark, square: 0.35 }),
    neckOf(pose, body, look),
    egg(hood, [chestLeft, unit(plus(chestUp, chestForth, -0.4)), unit(plus(chestForth, chestUp, 0.4))], [0.128, 0.062, 0.1], { colour: look.topDark }),
    ...strings,
  ];
}

function hanbokTrunk(pose, body, look, late) {
  const { chestUp, chestLeft, chestForth, hipsLeft } = body;
  const knot = plus(plus(pose.spine3, chestForth, 0.135), chestUp, 0.02);
  const drop = minus(plus(late.spine3, chestForth, 0.135), plus(pose.spine3, chestForth, 0.135));
  const ribbons = [-0.022, 0.03].map((side, place) => {
    const end = plus(plus(plus(plus(knot, chestLeft, 2 * side), chestUp, place ? -0.22 : -0.3), chestForth, 0.055), drop);
    return tube([{ at: knot, a: 0.024, b: 0.009, side: chestLeft }, { at: mix(knot, end, 0.5), a: 0.026, b: 0.009, side: chestLeft }, { at: end, a: 0.03, b: 0.009, side: chestLeft }], chestLeft, { segments: 8, colour: look.ribbon });
  });
  const collar = [-1, 1].map((side) => {
    const top = plus(plus(plus(pose.neck, chestLeft, 0.068 * side), chestUp, 0.012), chestForth, 0.01);
    return tube([{ at: top, a: 0.018 }, { at: plus(plus(top, chestForth, 0.075), chestUp, -0.05), a: 0.018 }, { at: plus(knot, chestUp, 0.03), a: 0.016 }], chestLeft, { segments: 8, colour: look.topDark });
  });
  return [
    tube(trunk(pose, body, 1).slice(2), hipsLeft, { segments: 20, colour: look.top }),
    skirtOf(pose, body, look, late),
    neckOf(pose, body, look),
    ...collar,
    egg(knot, [chestLeft, chestForth, chestUp], [0.04, 0.018, 0.028], { colour: look.ribbon, segments: 10, rings: 7 }),
    ...ribbons,
  ];
}

// From the chest to the ankles, as wide as the legs need it, its hem swinging after them.
function skirtOf(pose, body, look, late) {
  const { hipsLeft, chestLeft } = body;
  const forth = cross(hipsLeft, [0, 1, 0]);
  const top = plus(pose.spine3, body.chestUp, -0.045);
  const knees = mix(pose.leftKnee, pose.rightKnee, 0.5);
  const ankles = mix(mix(late.leftAnkle, late.rightAnkle, 0.5), mix(pose.leftAnkle, pose.rightAnkle, 0.5), 0.4);
  const down = unit(mix(unit(minus(knees, top)), [0, -1, 0], 0.45));
  const hem = plus(mix(plus(top, down, length(minus(knees, top)) + 0.3), ankles, 0.4), [0, 0.05, 0]);
  const reach = (axis, most) => {
    const points = BRANCHES.flatMap((side) => [pose[`${side}Knee`], pose[`${side}Ankle`], late[`${side}Knee`]]);
    return Math.min(most, Math.max(...points.map((point) => Math.abs(dot(minus(point, hem), axis)))));
  };
  const [a, b] = [Math.max(0.37, reach(hipsLeft, 0.46) + 0.13), Math.max(0.35, reach(forth, 0.46) + 0.13)];
  const middle = mix(pose.spine1, body.hips, 0.5);
  const stations = [0, 0.1, 0.24, 0.4, 0.56, 0.72, 0.87, 1].map((share) => {
    const straight = mix(top, hem, share);
    const at = mix(straight, mix(top, middle, Math.min(1, share / 0.3)), Math.max(0, 0.7 - 1.6 * share));
    const wide = share ** 0.75;
    return {
      at, a: 0.166 + (a - 0.166) * wide, b: 0.134 + (b - 0.134) * wide, side: unit(mix(chestLeft, hipsLeft, share)),
      fold: 0.035 * share,
    };
  });
  return tube(stations, hipsLeft, { segments: 54, colour: look.skirt, bulge: 0.02 });
}

function robotTrunk(pose, body, look) {
  const { hips, hipsUp, hipsLeft, hipsForth, chestUp, chestLeft, chestForth } = body;
  const chest = plus(pose.spine3, chestUp, 0.01);
  const waist = [{ at: plus(hips, hipsUp, 0.02), a: 0.085 }, { at: pose.spine2, a: 0.085 }, { at: chest, a: 0.085 }];
  const chestFrame = [chestLeft, chestForth, chestUp];
  const screen = plus(plus(chest, chestForth, 0.118), chestUp, 0.015);
  const lights = [-0.055, 0, 0.055].map((side, place) =>
    egg(plus(plus(screen, chestLeft, side), chestForth, 0.018), chestFrame, [0.018, 0.008, 0.018], { segments: 10, rings: 7, colour: [look.knob, "#F2B83A", look.eye][place] }),
  );
  return [
    egg(plus(hips, hipsUp, 0.01), [hipsLeft, hipsForth, hipsUp], [0.16, 0.115, 0.09], { colour: look.topDark, square: 0.4 }),
    tube(waist, hipsLeft, { colour: look.legs }),
    egg(chest, chestFrame, [0.175, 0.13, 0.165], { colour: look.top, square: 0.45, segments: 24, rings: 15 }),
    egg(screen, chestFrame, [0.1, 0.02, 0.055], { colour: look.screen, square: 0.5 }),
    ...lights,
    tube([{ at: plus(pose.neck, chestUp, -0.06), a: 0.05 }, { at: plus(pose.neck, body.headUp, 0.06), a: 0.05 }], chestLeft, { colour: look.legs }),
  ];
}
