"""French."""

from symbp.reading.languages.base import Sense, SheetLanguage

FRENCH = SheetLanguage(
    "fr",
    {
        Sense.NET: (
            "entrée nette", "somme pondérée", "entrée de", "entrée", "somme", "pré-activation",
            "préactivation",
        ),
        Sense.OUT: ("sortie", "activation", "prédiction"),
        Sense.LOSS: ("erreur totale", "perte", "coût", "perte totale", "fonction de perte"),
        Sense.SHARE: ("erreur de", "erreur en", "erreur à", "erreur partielle"),
        Sense.ERROR: ("différence", "écart"),
        Sense.BACK: ("dérivée par rapport à la sortie", "erreur à la sortie", "erreur en sortie"),
        Sense.SLOPE: ("pente", "dérivée de l'activation", "dérivée de la sigmoïde"),
        Sense.DELTA: ("delta", "terme d'erreur", "signal d'erreur"),
        Sense.GRADIENT: (
            "gradient", "dérivée par rapport à", "dérivée", "dérivée partielle", "gradient de",
            "gradient par rapport à",
        ),
        Sense.STEP: ("variation", "changement", "correction", "pas"),
        Sense.NEW: (
            "nouvelle valeur", "nouveau poids", "nouveau biais", "nouveau", "nouvelle", "poids mis à jour",
            "mis à jour", "mise à jour", "nouveaux poids",
        ),
        Sense.OLD: ("ancienne valeur", "ancien poids", "ancien", "valeur initiale", "poids initial"),
        Sense.TARGET: ("cible", "valeur attendue", "sortie attendue", "valeur cible"),
        Sense.INPUT: ("valeur d'entrée",),
        Sense.RATE: ("taux d'apprentissage", "pas d'apprentissage"),
        Sense.WEIGHT: ("poids",),
        Sense.BIAS: ("biais", "nouveau biais"),
    },
    names=("poids", "neurone", "unité", "nœud", "noeud", "paramètre", "nom", "grandeur", "biais"),
    values=("valeur", "valeurs", "résultat", "réponse", "formule"),
    joins=("et", "donc", "alors", "ainsi", "puis", "d'où", "on a", "on obtient"),
    equals=("est", "vaut", "est égal à", "donne", "devient"),
    about=("environ", "approximativement", "à peu près"),
    variant=("variante",),
    lets=("soit", "soient", "on note"),
    defines=("sont", "désigne", "désignent", "représente", "note"),
    iteration=("itération", "époque", "tour", "passe"),
    sample=("échantillon", "exemple", "motif", "cas", "ligne"),
    again=("nouveau", "nouvelle", "après la mise à jour", "après mise à jour"),
    fillers=("de", "du", "la", "le", "les", "en", "pour", "des", "à"),
)  # fmt: skip
