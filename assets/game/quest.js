// The challenge of now, its star, and the sticker of the world. A challenge with a check gets its star by itself, for
// exactly what is measured; where nothing can be measured, the child says that it is done.

const STARS_FOR_STICKER = 3;

function makeQuest(slot, stars, onStar) {
  const find = (selector) => slot.querySelector(selector);
  const star = find("[data-act=star]");
  const sentence = find(".quest b");
  const hint = find(".quest small");
  const prize = find(".prize");
  let world = "";
  let index = 0;

  const list = () => (CHALLENGES[world] ?? CHALLENGES["*"]).challenges;
  const now = () => list()[index];
  const won = () => stars[world] ?? [];
  const isWon = (challenge) => won().includes(challenge.id);

  function enter(next) {
    world = next;
    index = Math.max(0, list().findIndex((challenge) => !isWon(challenge)));
    show();
  }

  function show() {
    const done = isWon(now());
    const all = list().every(isWon);
    sentence.dataset.nameEn = now().en;
    sentence.dataset.nameKo = now().ko;
    hint.dataset.word = all ? "quest_all" : done ? "quest_star" : `quest_by_${now().check?.measure ?? "word"}`;
    star.setAttribute("aria-pressed", String(done));
    star.disabled = true;
    const count = Math.min(won().length, STARS_FOR_STICKER);
    prize.dataset.stars = count;
    prize.querySelectorAll(".small-star").forEach((one, i) => one.classList.toggle("won", i < count));
    find(".prize .sticker").replaceChildren(sticker(world, count === STARS_FOR_STICKER));
    window.fiveDoors.translate(slot);
  }

  // `facts` as measured of the newest drawing
  function judge(facts) {
    if (!facts.enough || isWon(now())) return;
    const { check } = now();
    if (!check) star.disabled = false;
    else if (facts[check.measure] >= (check.least ?? 0) && facts[check.measure] <= (check.most ?? Infinity)) win();
  }

  function win() {
    stars[world] = [...won(), now().id];
    show();
    pop(star);
    if (won().length === STARS_FOR_STICKER) {
      hint.dataset.word = "quest_sticker";
      window.fiveDoors.translate(slot);
      pop(prize);
    }
    onStar(hint.dataset.word);
  }

  // On to the next challenge without a star; once all have one, simply on to the next.
  function skip() {
    const others = list().map((_, step) => (index + 1 + step) % list().length);
    index = others.find((other) => !isWon(list()[other])) ?? others[0];
    show();
  }

  function newSheet() {
    star.disabled = true;
    if (isWon(now())) skip();
  }

  return { world: () => world, enter, judge, win, skip, newSheet };
}

function hasSticker(stars, world) {
  return (stars[world] ?? []).length >= STARS_FOR_STICKER;
}

// The world's sticker, or only its shadow while it is not won.
function sticker(world, won) {
  const holder = document.createElement("template");
  holder.innerHTML = STICKERS[world] ?? STICKERS["*"];
  const drawn = holder.content.firstElementChild;
  drawn.classList.toggle("shadow", !won);
  return drawn;
}

function pop(one) {
  one.classList.remove("pop");
  void one.offsetWidth; // without it a second pop would not start
  one.classList.add("pop");
}
