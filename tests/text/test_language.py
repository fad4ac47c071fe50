import pytest

from dedup.text import GUESS_WORDS, LANGUAGES, guess_language, normalize, stop_words, words

TEXTS = {
    "en": "The council met on Monday. It has not said when the bridge will be open again.",
    "de": "Der Stadtrat tagte am Montag. Wann die Brücke wieder öffnet, ist noch nicht bekannt.",
    "fr": "Le conseil s'est réuni lundi. On ne sait pas encore quand le pont sera rouvert.",
    "es": "El concejo se reunió el lunes. No se sabe todavía cuándo abrirá de nuevo el puente.",
    "it": "Il consiglio si è riunito lunedì. Non si sa ancora quando il ponte sarà riaperto.",
    "pt": "O conselho reuniu-se na segunda-feira. Ainda não se sabe quando a ponte será reaberta.",
    "nl": "De gemeenteraad kwam maandag bijeen. Het is nog niet bekend wanneer de brug opengaat.",
    "sv": "Kommunfullmäktige möttes på måndagen. Det är ännu inte känt när bron öppnas igen.",
    "da": "Byrådet mødtes mandag. Det vides endnu ikke, hvornår broen bliver åbnet igen af byen.",
    "no": "Kommunestyret møttes mandag. Det er ennå ikke kjent når broen blir åpnet igjen av byen.",
    "fi": "Valtuusto kokoontui maanantaina. Vielä ei ole tiedossa, milloin silta on taas auki.",
    "pl": "Rada zebrała się w poniedziałek. Nie wiadomo jeszcze, kiedy most będzie znów otwarty.",
    "cs": "Rada se sešla v pondělí. Ještě není jasné, kdy bude most znovu otevřen pro auta.",
    "hu": "A tanács hétfőn ülésezett. Még nem tudni, hogy mikor nyitják meg újra a hidat.",
    "ro": "Consiliul s-a întrunit luni. Nu se știe încă când va fi redeschis podul de la oraș.",
    "tr": "Meclis pazartesi günü toplandı. Köprünün ne zaman yeniden açılacağı henüz belli değil.",
    "ru": "Совет собрался в понедельник. Пока не известно, когда мост снова будет открыт.",
    "uk": "Рада зібралася в понеділок. Поки що не відомо, коли міст знову буде відкрито.",
    "ar": "اجتمع المجلس يوم الاثنين. ولم يعرف بعد متى سيعاد فتح الجسر أمام السيارات.",
    "zh": "市议会星期一开会。大桥何时重新开放，目前还不清楚。",
    "ja": "市議会は月曜日に開かれた。橋がいつ再び通れるようになるかはまだ分からない。",
    "ko": "시의회가 월요일에 열렸다. 다리가 언제 다시 열릴지는 아직 알 수 없다.",
    "el": "Το συμβούλιο συνεδρίασε τη Δευτέρα. Δεν είναι γνωστό πότε θα ανοίξει η γέφυρα.",
    "he": "המועצה התכנסה ביום שני. עדיין לא ידוע מתי ייפתח הגשר מחדש.",
    "th": "สภาเทศบาลประชุมเมื่อวันจันทร์ ยังไม่ทราบว่าสะพานจะเปิดอีกเมื่อใด",
    "hi": "परिषद की बैठक सोमवार को हुई। अभी पता नहीं कि पुल कब खुलेगा।",
}


def forms(text):
    return words(normalize(text)).forms


@pytest.mark.parametrize("language", TEXTS)
def test_guess(language):
    """Two sentences are enough."""
    assert guess_language(forms(TEXTS[language])) == language


@pytest.mark.parametrize("text", ["", "Obama Berlin Paris", "1 2 3", "\x00\ud800"])
def test_nothing_tells(text):
    """Where nothing tells, the language is English."""
    assert guess_language(forms(text)) == "en"


def test_tie():
    """Of languages with as many stop words, the first of ``LANGUAGES`` wins."""
    assert guess_language(["sowie", "toujours"]) == "de"
    assert LANGUAGES.index("de") < LANGUAGES.index("fr")


def test_first_words_only():
    """Words behind the first ``GUESS_WORDS`` do not count."""
    assert guess_language(["und"] * GUESS_WORDS + ["the"] * 1000) == "de"


def test_foreign_name():
    """A few words in another script do not decide."""
    assert guess_language(forms("The mayor of 東京 said that it was not the end.")) == "en"


def test_counting_is_all():
    """Beyond script, the guess is the stop list that holds the most words, however often."""
    text = forms(TEXTS["nl"] + TEXTS["de"] + TEXTS["nl"])
    counts = [sum(form in stop_words(code) for form in text) for code in LANGUAGES]

    assert guess_language(text) == LANGUAGES[counts.index(max(counts))] == "nl"


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_are_words(language):
    """Each stop word is what `words` makes of it, so that it can be met."""
    assert [word for word in stop_words(language) if forms(word) != [word]] == []


@pytest.mark.parametrize("language", set(LANGUAGES) - {"zh", "ja"})
def test_closed_classes(language):
    """A list of closed classes has between one and three hundred words."""
    assert 100 < len(stop_words(language)) < 300


def test_content_words():
    """Words that tell something are no stop words."""
    telling = "fire million second first state minister war new home work three world people won"

    assert not stop_words("en") & set(telling.split())


def test_reporting():
    """The verbs of reporting are."""
    assert {"said", "says"} <= stop_words("en")


def test_unknown_language():
    """An unknown language has no stop words."""
    assert stop_words("xx") == frozenset()
