"""All moves, by name."""

from engines.drawn.dances.arms import ARM_MOVES
from engines.drawn.dances.ballet import BALLET
from engines.drawn.dances.jumps import JUMPS
from engines.drawn.dances.korean import KOREAN
from engines.drawn.dances.moves import Move
from engines.drawn.dances.party import PARTY
from engines.drawn.dances.steps import STEPS
from engines.drawn.dances.trunk import TRUNK_MOVES
from engines.drawn.dances.turns import TURNS

MOVES: dict[str, Move] = {
    move.name: move for move in (*STEPS, *TURNS, *JUMPS, *TRUNK_MOVES, *BALLET, *ARM_MOVES, *PARTY, *KOREAN)
}
