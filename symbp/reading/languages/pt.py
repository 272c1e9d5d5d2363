"""Portuguese."""

from symbp.reading.languages.base import Sense, SheetLanguage

PORTUGUESE = SheetLanguage(
    "pt",
    {
        Sense.NET: (
            "entrada líquida", "soma ponderada", "entrada de", "entrada do", "entrada", "soma", "pré-ativação",
            "potencial",
        ),
        Sense.OUT: ("saída", "ativação", "previsão", "predição"),
        Sense.LOSS: ("erro total", "perda", "custo", "perda total", "função de erro"),
        Sense.SHARE: ("erro em", "erro de", "erro do", "erro parcial"),
        Sense.ERROR: ("diferença", "desvio"),
        Sense.BACK: ("derivada em relação à saída", "erro na saída"),
        Sense.SLOPE: ("inclinação", "derivada da ativação", "derivada da sigmoide"),
        Sense.DELTA: ("delta", "termo de erro", "sinal de erro"),
        Sense.GRADIENT: (
            "gradiente", "derivada em relação a", "derivada", "derivada parcial", "gradiente de",
            "derivada parcial em relação a",
        ),
        Sense.STEP: ("variação", "mudança", "correção", "passo", "ajuste"),
        Sense.NEW: (
            "novo valor", "novo peso", "peso novo", "pesos novos", "novo", "atualizado", "peso atualizado",
            "novo viés",
        ),
        Sense.OLD: ("valor antigo", "peso antigo", "valor inicial", "peso inicial", "antigo", "inicial"),
        Sense.TARGET: ("alvo", "valor desejado", "saída desejada", "valor esperado"),
        Sense.INPUT: ("valor de entrada",),
        Sense.RATE: ("taxa de aprendizado", "taxa de aprendizagem"),
        Sense.WEIGHT: ("peso", "pesos"),
        Sense.BIAS: ("viés", "novo viés"),
    },
    names=("peso", "neurônio", "neurónio", "unidade", "nó", "parâmetro", "nome", "grandeza", "viés"),
    values=("valor", "resultado", "resposta", "fórmula"),
    joins=("e o", "e a", "então", "logo", "portanto", "assim", "temos", "daí"),
    equals=("é", "vale", "é igual a", "resulta em", "dá"),
    about=("aproximadamente", "cerca de"),
    variant=("variante",),
    lets=("seja", "sejam"),
    defines=("são", "denota", "representa", "significa", "por", "como"),
    iteration=("iteração", "época", "rodada", "passagem"),
    sample=("amostra", "exemplo", "padrão", "caso", "linha"),
    again=("novo", "nova", "após a atualização", "depois da atualização", "atualizado"),
    fillers=("de", "do", "da", "o", "a", "em", "no", "na", "para"),
)  # fmt: skip
