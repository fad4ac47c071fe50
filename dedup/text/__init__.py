"""Raw text to what is compared: folded text, sentences, words, stems, language, boilerplate."""

from dedup.text.boilerplate import Boilerplate, boilerplate
from dedup.text.characters import is_unspaced, is_word_char
from dedup.text.language import GUESS_WORDS, guess_language, script_language
from dedup.text.normalize import NormalizedText, fold_char, needs_context, normalize
from dedup.text.sentences import Sentence, sentences
from dedup.text.stems import STEMMED_LANGUAGES, stems
from dedup.text.stop_words import LANGUAGES, stop_words
from dedup.text.words import Words, words

TEXT_VERSION: int = 2
"""Identity of normaliser and word rule; part of a sketch's identity."""

__all__ = [
    "GUESS_WORDS",
    "LANGUAGES",
    "STEMMED_LANGUAGES",
    "TEXT_VERSION",
    "Boilerplate",
    "NormalizedText",
    "Sentence",
    "Words",
    "boilerplate",
    "fold_char",
    "guess_language",
    "is_unspaced",
    "is_word_char",
    "needs_context",
    "normalize",
    "script_language",
    "sentences",
    "stems",
    "stop_words",
    "words",
]
