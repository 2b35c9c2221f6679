"""Train a dancer from nothing, or teach a trained one more.

    python -m engines.dance.train --data ../shared/data --drawn runs/drawn-dances --out runs/dance
    python -m engines.dance.train --base_model weights/dancer.safetensors --data my_dances.json --output runs/mine

With `--base_model` it is a fine-tuning (`engines.dance.finetune`), without it a training from nothing
(`engines.dance.train_dancer`); `--help` lists the settings of either.
"""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> None:
    """Train as the command line says."""
    if any(argument.startswith(("--base_model", "--base-model")) for argument in arguments):
        from engines.dance.finetune import main as tune

        tune(arguments)
    else:
        from engines.dance.train_dancer import main as train

        train(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
