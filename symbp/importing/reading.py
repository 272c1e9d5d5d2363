"""From a network file to a model, and to the files of an assignment."""

from __future__ import annotations

from pathlib import Path

from symbp.activations import Activation, activations
from symbp.errors import SpecError, SymbpError
from symbp.files import write_all
from symbp.importing.model import Model
from symbp.importing.readers import readers
from symbp.importing.writing import assignment_files
from symbp.losses import Loss, losses
from symbp.registry import by_name
from symbp.spec.choices import loss_choice
from symbp.spec.schema import LossTable


def read_model(path: str | Path) -> Model:
    """The layers of a ``.pt`` or ``.onnx`` file.

    Raises:
        SpecError: no such file, or something in it is not supported; code is never run.
        MissingProgramError: torch or onnx is not installed.
    """
    file = Path(path)
    reader = next((each for each in readers.values() if file.suffix.lower() in each.suffixes), None)
    if reader is None:
        known = ", ".join(suffix for each in readers.values() for suffix in each.suffixes)
        message = f"'{path}' is no network file. Known: {known}"
        raise SpecError(message)
    if not file.is_file():
        message = f"'{path}' is not a file that can be read"
        raise SpecError(message)
    try:
        return reader.read(file)
    except SpecError as error:
        message = f"{path}: {error}"
        raise SpecError(message) from None


def import_model(
    path: str | Path,
    out: str | Path | None = None,
    *,
    activation: str | Activation = "relu",
    output_activation: str | Activation = "",
    loss: str | Loss = "squared-error",
    samples: int = 1,
) -> list[Path]:
    """Make an assignment of a network file: a TOML file, and its parameters beside it as ``.npz``.

    Args:
        path: a ``.pt`` file with a ``state_dict``, or an ``.onnx`` file.
        out: folder; by default the current one.
        activation: of the hidden layers, where the file does not say.
        output_activation: of the outputs, where the file does not say; by default the one that the
            loss is made for, such as the sigmoid for binary cross-entropy, else the identity.
        loss: a loss, or its name.
        samples: how many samples are drawn as data, until there are others.

    Returns:
        The two files.

    Raises:
        SpecError: the file is not supported.
        UnknownNameError: there is no such activation or loss.
    """
    hidden, outputs, by = by_name((activation, output_activation, loss))
    made_for = losses[loss_choice(LossTable(name=by)).name].default_output_activation
    outputs = outputs or made_for or "identity"
    for name in (hidden, outputs):
        activations.pick(name)
    if not 1 <= samples <= 1_000_000:
        message = f"{samples} samples; expected 1 to 1000000"
        raise SymbpError(message)
    model = read_model(path).with_activations(hidden, outputs)
    return write_all(Path(out or "."), assignment_files(model, Path(path).stem, by, samples))
