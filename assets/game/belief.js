// The bubble: what the program believes it sees, and the way to the world of it.

const SURE = 0.6; // share of the belief from which it is said

function makeBelief(desk, slot, nameOf, goTo) {
  const bubble = slot.querySelector(".belief");
  const words = bubble.querySelector("span");
  const button = bubble.querySelector("button");
  const small = matchMedia("(max-width: 760px)");
  const hang = () => desk.querySelector(small.matches ? ".sheet" : ".frame").append(bubble);
  let there = "";

  hang();
  small.addEventListener("change", hang); // there the picture is too small to carry words
  desk.querySelector(".sheet").addEventListener("pointerdown", (event) => {
    if (!bubble.contains(event.target)) hide(); // never in the way of the hand
  });
  button.addEventListener("click", () => {
    hide();
    goTo(there);
  });

  function show({ world, guess }) {
    bubble.hidden = !guess || guess.share < SURE;
    if (bubble.hidden) return;
    const agrees = guess.world === world;
    const name = nameOf(guess.world);
    there = guess.world;
    button.hidden = agrees;
    for (const language of ["en", "ko"]) {
      const usual = agrees ? BELIEFS.see[language] : BELIEFS.think[language];
      const own = CHALLENGES[guess.world]?.[agrees ? "see" : "think"]?.[language];
      words.dataset[language === "en" ? "nameEn" : "nameKo"] = own ?? usual.replace("{name}", name[language]);
    }
    window.fiveDoors.translate(bubble);
  }

  function hide() {
    bubble.hidden = true;
  }

  return { show, hide };
}
