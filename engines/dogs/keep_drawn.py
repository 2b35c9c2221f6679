"""Look at the drawn dogs and keep what the present network sees of them: needed after a better embedder is shipped.

python -m engines.dogs.keep_drawn
"""

from engines.dogs.engine import DogEngine

if __name__ == "__main__":
    DogEngine().keep_drawn()
