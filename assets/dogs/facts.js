// What the program believes of the dog, in a few chips. It never says more than "looks like".

const facts = find(".kennel-facts");

function showFacts(told) {
  const [first, ...others] = told.breeds;
  const guesses = make("p", { class: "kennel-guesses" }, make("span", { word: "dog_looks_like" }), guess(first, true));
  guesses.append(...others.map((one) => guess(one, false)));
  const chips = make("p", { class: "kennel-chips" });
  if (told.size) chips.append(make("span", { class: "kennel-chip", word: `dog_size_${told.size}` }));
  if (told.colour) chips.append(coatChip(told.colour));
  if (told.pose !== "dog_pose_unknown") chips.append(make("span", { class: "kennel-chip", word: told.pose }));
  if (told.legs) chips.append(make("span", { class: "kennel-chip", word: told.legs }));
  facts.replaceChildren(guesses, chips);
  translate(facts);
}

function guess([breed, share], best) {
  const name = make(best ? "b" : "span", { names: breedNames(breed) });
  return make("span", { class: best ? "kennel-guess best" : "kennel-guess" }, name, ` ${percent(share)}`);
}

function coatChip(colour) {
  const dot = make("i", { style: `background:${COATS[colour]}`, "aria-hidden": "true" });
  return make("span", { class: "kennel-chip" }, dot, make("span", { word: `dog_colour_${colour}` }));
}

function clearFacts() {
  facts.replaceChildren(make("p", { class: "kennel-guesses waiting" }), make("p", { class: "kennel-chips waiting" }));
}
