"""Spanish."""

from symbp.reading.languages.base import Sense, SheetLanguage

SPANISH = SheetLanguage(
    "es",
    {
        Sense.NET: (
            "entrada neta", "entrada de", "entrada", "suma ponderada", "suma", "preactivación", "potencial",
        ),
        Sense.OUT: ("salida", "activación", "predicción"),
        Sense.LOSS: ("error total", "pérdida", "coste", "costo", "pérdida total", "función de error"),
        Sense.SHARE: ("error en", "error de", "error parcial"),
        Sense.ERROR: ("diferencia", "desviación"),
        Sense.BACK: (
            "hacia atrás hasta", "derivada respecto de la salida", "derivada respecto a la salida",
            "error en la salida",
        ),
        Sense.SLOPE: ("pendiente", "derivada de la activación", "derivada de la sigmoide"),
        Sense.DELTA: ("delta", "término de error", "señal de error"),
        Sense.GRADIENT: (
            "gradiente", "derivada respecto de", "derivada respecto a", "derivada", "derivada parcial",
            "gradiente de", "derivada con respecto a", "derivada parcial respecto a",
        ),
        Sense.STEP: ("cambio", "variación", "corrección", "paso", "incremento"),
        Sense.NEW: (
            "nuevo valor", "nuevo peso", "peso nuevo", "pesos nuevos", "nuevo", "actualizado", "peso actualizado",
            "valor nuevo",
        ),
        Sense.OLD: (
            "valor anterior", "valor antiguo", "antiguo", "peso anterior", "valor inicial",
            "peso inicial", "anterior", "inicial",
        ),
        Sense.TARGET: ("objetivo", "valor deseado", "salida deseada", "valor esperado"),
        Sense.INPUT: ("valor de entrada",),
        Sense.RATE: ("tasa de aprendizaje",),
        Sense.WEIGHT: ("peso", "pesos"),
        Sense.BIAS: ("sesgo", "sesgos"),
    },
    names=("peso", "neurona", "unidad", "nodo", "parámetro", "nombre", "magnitud", "sesgo"),
    values=("valor", "valores", "resultado", "respuesta", "fórmula"),
    joins=("y el", "y la", "así", "entonces", "luego", "por tanto", "por lo tanto", "tenemos", "de donde"),
    equals=("es", "vale", "es igual a", "resulta", "da"),
    about=("aproximadamente", "aprox", "aprox.", "cerca de", "unos"),
    variant=("variante",),
    lets=("sea", "sean"),
    defines=("son", "denota", "representa", "significa", "como", "por"),
    iteration=("iteración", "época", "vuelta", "pasada", "ronda"),
    sample=("muestra", "ejemplo", "patrón", "caso", "fila"),
    again=("nuevo", "nueva", "después de la actualización", "tras la actualización", "actualizado"),
    fillers=("de", "del", "la", "el", "en", "para", "los", "las", "a"),
)  # fmt: skip
