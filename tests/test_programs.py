"""What exported programs can do besides printing the numbers of an assignment."""

import importlib.util

import numpy as np
import pytest
from pages import TRAINED

from symbp import load
from symbp.exporting import exported

pytestmark = pytest.mark.long

SMALL = [name for name in TRAINED if len(load(name).parameters) < 200]
needs_torch = pytest.mark.skipif(not importlib.util.find_spec("torch"), reason="torch is not installed")


@needs_torch
@pytest.mark.parametrize("name", SMALL)
def test_the_function_of_autograd_has_the_gradients_of_autograd(name, tmp_path):
    import torch

    module = imported("torch", name, tmp_path)
    parameters = module.PARAMETERS.clone().requires_grad_()
    (3 * module.Loss.apply(parameters, module.INPUTS, module.TARGETS)).backward()
    own = module.loss_and_gradients(module.PARAMETERS, module.INPUTS, module.TARGETS)[1]
    assert torch.allclose(parameters.grad, 3 * own, rtol=1e-14, atol=0)
    # Autograd's own derivative of the forward lines; at a kink it need not be ours.
    through = module.PARAMETERS.clone().requires_grad_()
    module.loss_and_gradients(through, module.INPUTS, module.TARGETS)[0].backward()
    if "relu" not in name:
        assert torch.allclose(through.grad, own, rtol=1e-11, atol=1e-15)


@pytest.mark.skipif(not importlib.util.find_spec("jax"), reason="jax is not installed (pip install jax)")
@pytest.mark.parametrize("name", ["nndl3-bias", "xor-mean", "nndl3-class"])
def test_the_loss_of_jax_has_the_gradients_of_jax(name, tmp_path):
    import jax

    module = imported("jax", name, tmp_path)
    given = (module.PARAMETERS, module.INPUTS, module.TARGETS)
    own = module.loss_and_gradients(*given)[1]
    assert np.allclose(jax.grad(lambda *each: 3 * module.loss(*each))(*given), 3 * own, rtol=1e-14, atol=0)
    through = jax.grad(lambda *each: module.loss_and_gradients(*each)[0])(*given)
    assert np.allclose(through, own, rtol=1e-11, atol=1e-15)


def imported(target, name, folder):
    """An exported program as a module."""
    ((file, content),) = exported(load(name), target).items()
    (folder / file).write_bytes(content)
    spec = importlib.util.spec_from_file_location(file.removesuffix(".py"), folder / file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_numpy_takes_any_number_of_samples_at_once_and_one_alone(tmp_path):
    module = imported("numpy", "xor-mean", tmp_path)
    plain = imported("python", "xor-mean", tmp_path)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(50, 2)), rng.normal(size=(50, 1))
    loss, gradients = module.loss_and_gradients(module.PARAMETERS, x, y)
    wanted, rows = plain.loss_and_gradients(plain.PARAMETERS, x.tolist(), y.tolist())
    assert np.allclose(loss, wanted, rtol=1e-14, atol=0)
    assert np.allclose(gradients, rows, rtol=1e-12, atol=1e-15)
    assert np.isclose(
        module.sample_gradients(module.PARAMETERS, x[0], y[0])[0],
        plain.sample_gradients(plain.PARAMETERS, x[0], y[0])[0],
    )
