"""German."""

from symbp.reading.languages.base import Sense, SheetLanguage

GERMAN = SheetLanguage(
    "de",
    {
        Sense.NET: (
            "nettoeingabe", "netzeingabe", "eingang", "gewichtete summe", "summe", "netto-input", "nettoinput",
            "voraktivierung", "nettoeingaben", "netzeingaben", "eingänge",
        ),
        Sense.OUT: ("ausgang", "ausgabe", "ausgaben", "ausgänge", "aktivierung", "ausgabewert", "vorhersage"),
        Sense.LOSS: ("gesamtfehler", "verlust", "kosten", "gesamtverlust", "fehlerfunktion", "fehler"),
        Sense.SHARE: ("fehler bei", "fehler von", "fehler an", "fehleranteil", "teilfehler"),
        Sense.ERROR: ("differenz", "abweichung"),
        Sense.BACK: ("zurück zu", "ableitung nach der ausgabe", "ableitung nach dem ausgang", "fehler am ausgang"),
        Sense.SLOPE: ("steigung", "ableitung der aktivierung", "ableitung der sigmoidfunktion"),
        Sense.DELTA: ("fehlersignal", "fehlerterm", "delta"),
        Sense.GRADIENT: (
            "gradient", "ableitung nach", "ableitung", "partielle ableitung", "gradient nach", "gradient von",
        ),
        Sense.STEP: ("änderung", "gewichtsänderung", "schritt", "korrektur"),
        Sense.NEW: (
            "neuer wert", "neues gewicht", "neuer bias", "neu", "neue gewichte", "aktualisiertes gewicht",
            "aktualisiert", "nach dem update", "aktualisierter wert",
        ),
        Sense.OLD: ("alter wert", "altes gewicht", "alt", "startwert", "anfangswert"),
        Sense.TARGET: ("zielwert", "soll", "sollwert", "zielausgabe", "ziel"),
        Sense.INPUT: ("eingabe", "eingabewert"),
        Sense.RATE: ("lernrate", "schrittweite"),
        Sense.WEIGHT: ("gewicht", "gewichte", "gewichts"),
        Sense.BIAS: ("bias", "neuer bias"),
    },
    names=("gewicht", "neuron", "einheit", "größe", "knoten", "parameter", "name", "zeile"),
    values=("wert", "werte", "ergebnis", "lösung", "zahl", "formel"),
    joins=("und", "also", "somit", "damit", "daraus", "sowie", "folglich", "dann", "es gilt", "gilt", "folgt"),
    equals=("ist", "beträgt", "ergibt", "ist gleich", "wird zu", "ergibt sich zu"),
    about=("etwa", "rund", "ungefähr", "circa", "ca", "ca."),
    variant=("variante",),
    lets=("sei", "seien"),
    defines=(
        "sei", "sind", "bezeichnet", "bezeichnen", "steht für", "stehen für", "bedeutet",
        "für", "mit", "als", "heißt",
    ),
    iteration=("runde", "iteration", "epoche", "durchgang"),
    sample=("muster", "beispiel", "datensatz", "stichprobe", "datenpunkt", "zeile"),
    again=(
        "neu", "neue", "neuer", "neues", "neuen",
        "nach dem update", "nach der aktualisierung", "aktualisiert", "aktualisierter",
    ),
    fillers=("der", "die", "das", "von", "für", "bei", "nach", "des", "dem", "den"),
)  # fmt: skip
