"""The one error that a visitor may see."""


class InputError(ValueError):
    """Input that the person who gave it can mend.

    `key` names the sentence in the page's word list, where it stands in every language of the page;
    `str(error)` is the English sentence.
    """

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(key, sentence)  # both, so that the error survives pickling between processes
        self.key = key
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence
