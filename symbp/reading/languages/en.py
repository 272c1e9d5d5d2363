"""English."""

from symbp.reading.languages.base import Sense, SheetLanguage

ENGLISH = SheetLanguage(
    "en",
    {
        Sense.NET: (
            "net input", "net", "weighted sum", "weighted input", "pre-activation", "preactivation", "total input",
            "input sum", "sum", "logit", "net inputs", "input to", "input of", "input at",
        ),
        Sense.OUT: (
            "output", "activation", "outputs", "activations", "out", "activated value", "prediction", "predicted",
        ),
        Sense.LOSS: (
            "loss", "total error", "total loss", "error total", "overall error", "overall loss", "cost",
            "error of the network", "error of the sample", "mean squared error", "mse",
        ),
        Sense.SHARE: (
            "error of", "error for", "error at", "loss of", "loss for", "squared error of", "share of the loss",
        ),
        Sense.ERROR: (
            "difference", "difference at", "difference of", "target minus output", "output minus target",
            "residual",
        ),
        Sense.BACK: (
            "error at the output", "derivative by the output", "gradient at the output",
            "derivative with respect to the output", "derivative of the loss with respect to the output",
            "backpropagated error", "error signal at the output",
        ),
        Sense.SLOPE: (
            "slope", "derivative of the activation", "activation derivative", "derivative of the sigmoid",
            "sigmoid derivative", "local derivative", "local gradient of the activation", "slope at",
        ),
        Sense.DELTA: ("delta", "error term", "error signal", "delta of", "local gradient", "local error"),
        Sense.GRADIENT: (
            "gradient", "gradient of", "gradient for", "gradient with respect to", "derivative",
            "derivative with respect to", "partial derivative", "derivative by",
            "partial derivative with respect to", "derivative of the loss with respect to", "grad", "gradient wrt",
        ),
        Sense.STEP: (
            "step", "step for", "change", "change of", "change in", "weight change", "correction", "update amount",
        ),
        Sense.NEW: (
            "new value", "new weight", "new bias", "updated value", "updated weight", "updated bias", "new",
            "updated", "after update", "value after the update", "after the update", "after", "update of",
            "update for", "update",
        ),
        Sense.OLD: (
            "old value", "old weight", "old", "before", "initial value", "initial weight", "current value",
            "starting value",
        ),
        Sense.TARGET: (
            "target", "label", "desired output", "expected output", "true value", "ground truth", "target output",
        ),
        Sense.INPUT: ("input", "feature"),
        Sense.RATE: ("learning rate", "step size", "rate"),
        Sense.WEIGHT: ("weight", "weights"),
        Sense.BIAS: ("bias", "biases", "new bias", "updated bias"),
    },
    names=(
        "name", "quantity", "line", "what", "symbol", "weight", "unit", "neuron", "node", "parameter", "bias",
        "variable", "weights", "units", "neurons", "layer/unit", "param",
    ),
    values=("formula", "value", "answer", "result", "number", "rounded", "by hand", "given", "values"),
    joins=(
        "and", "so", "thus", "hence", "then", "therefore", "giving", "gives", "which gives", "so that", "while",
        "with",
    ),
    equals=("is", "equals", "is equal to", "comes to", "becomes", "amounts to", "is about", "is approximately"),
    about=("approx", "approx.", "approximately", "about", "around", "roughly", "circa", "ca", "ca."),
    variant=("variant", "version"),
    lets=("let",),
    defines=(
        "be", "are", "denotes", "denote", "stands for", "stand for", "means",
        "represents", "for", "by", "as", "called",
    ),
    iteration=("round", "iteration", "epoch", "pass", "step", "update"),
    sample=("sample", "row", "example", "pattern", "data", "case", "instance", "data point"),
    again=(
        "new", "updated", "after the update", "after update",
        "after one update", "after updating", "after the weight update",
    ),
    fillers=(
        "the", "of", "for", "at", "to", "by", "we", "get", "is", "unit", "neuron", "weight", "bias", "node",
        "hidden", "in",
    ),
)  # fmt: skip
