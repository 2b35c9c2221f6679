// Who dances: the colours of the three figures. How they are built stands in body.js.

const LOOKS = {
  kid: {
    name: "kid", skin: "#F4C9A4", cheek: "#F09A86", eye: "#2B2A33", mouth: "#B5533C", top: "#6C7BE8", topDark: "#5564CF", legs: "#46476B",
    shoe: "#FF8A5B", sole: "#FFF9EF", hair: "#6B4632", hat: "#F2B83A", hatDark: "#D99A1E",
  },
  hanbok: {
    name: "hanbok", skin: "#F6CFAE", cheek: "#EF8F8F", eye: "#2B2A33", mouth: "#C24A58", top: "#FFF3D4", topDark: "#E7607F", legs: "#FFF9EF",
    shoe: "#3FA796", sole: "#FFF9EF", hair: "#33302F", skirt: "#E2557A", ribbon: "#5B6BE0",
    stripes: ["#F2B83A", "#3FA796", "#E7607F", "#6C7BE8", "#FFF9EF"],
  },
  robot: {
    name: "robot", skin: "#E4E8F2", cheek: "#FF8A5B", eye: "#8CF0DC", mouth: "#8CF0DC", top: "#E4E8F2", topDark: "#6C7BE8", legs: "#B9C0D6",
    shoe: "#6C7BE8", sole: "#4A4A63", screen: "#2E2D42", knob: "#FF8A5B",
  },
};
