"""The general layer: derived, instantiated, read as matrices, written in every notation."""

from __future__ import annotations

import json
import types
from dataclasses import replace

import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings
from pages import NETWORKS, written
from terminal import run

from symbp import derive, load, oracle, parse
from symbp.activations import activations
from symbp.code.matrices import code
from symbp.contract.nets import assignments
from symbp.errors import DerivationError, SymbpError
from symbp.formula.scripts import latex
from symbp.general import architecture, architecture_of, general
from symbp.general.architectures import Bias
from symbp.general.instances import Instances
from symbp.general.matrix.lines import matrix_form
from symbp.general.matrix.numeric import run as run_matrices
from symbp.general.matrix.reading import Samples
from symbp.general.symbols import BASES, I, J, K, collapsed, delta, over
from symbp.losses import losses
from symbp.notation import notations
from symbp.numpy_reference import problem
from symbp.page.views import FORMAT_VERSION
from symbp.solving.general.index_form import groups
from symbp.spec.assignment import Batch, Outputs

PAIRS = pytest.mark.parametrize("loss", losses)


# -- every line is an instance --------------------------------------------------------------


@pytest.mark.parametrize("name", NETWORKS)
def test_every_line_of_a_bundled_assignment_is_an_instance(name):
    assignment = load(name)
    instances = Instances(assignment, derive(assignment))
    assert instances.differing() == []
    # Most are the same expression, not only equal when multiplied out.
    same = [instances.of(step) == step.expr for step in instances.derivation if step.expr is not None]
    assert sum(same) >= 0.9 * len(same)


@pytest.mark.long
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(assignments(widest=6, deepest=5, most_samples=3))
def test_every_line_of_a_random_network_is_an_instance(written):
    assignment = parse(written[0])
    assert Instances(assignment, derive(assignment)).differing() == []


@pytest.mark.long
@pytest.mark.parametrize("activation", activations)
@PAIRS
def test_every_activation_and_loss_has_instances(activation, loss):
    hidden = "tanh" if activation == "softmax" else activation
    targets = "" if loss == "output" else ", y = [[0.25, 0.75], [1, 0]]"
    text = f"""
network = {{layers = [2, 3, 2], activation = ["{hidden}", "{activation}"], bias = "unit"}}
loss = {{name = "{loss}"}}
data = {{x = [[0.5, 0.3], [0.1, -0.2]]{targets}}}
parameters = {{random = {{seed = 1}}}}
training = {{learning_rate = 1, input_gradients = true}}
"""
    assignment = parse(text)
    assert Instances(assignment, derive(assignment)).differing() == []


def test_shared_and_missing_connections_are_instances():
    text = """
[network]
units = [["x1", "x2"], ["h1", "h2", "h3"], ["o1"]]
connections = [["a", "x1", "h1"], ["a", "x2", "h2"], ["b", "x2", "h1"], ["c", "x1", "h3"],
               ["d", "h1", "o1"], ["d", "h2", "o1"], ["e", "h3", "o1"]]
biases = [["t", "h1"], ["t", "h3"], ["u", "o1"]]
activation = [["sigmoid", "relu", "tanh"], ["identity"]]
[loss]
name = "squared-error"
[data]
x = [[1, 2]]
y = [[1]]
[parameters]
fill = 0.5
"""
    assignment = parse(text)
    assert Instances(assignment, derive(assignment)).differing() == []


def test_a_line_that_is_no_instance_is_found():
    assignment = load("nndl3")
    derivation = derive(assignment)
    wrong = replace(derivation["dL/dw1"], expr=derivation["dL/dw1"].expr * 2)
    faulty = type(derivation)(tuple(wrong if step.name == "dL/dw1" else step for step in derivation))
    assert Instances(assignment, faulty).differing() == ["dL/dw1"]


def test_sums_collapse_at_a_kronecker_delta():
    a, w = BASES["a"], BASES["w"]
    assert collapsed(over(a[K] * w[K, I] * delta(K, J), K), K) == a[J] * w[J, I]
    assert collapsed(over(a[K] * w[J, I], K), K) == w[J, I] * over(a[K], K)
    choice = sp.Piecewise((a[K], a[K] > 0), (2 * a[K], True))
    assert collapsed(over(choice * delta(K, J), K), K) == choice.xreplace({K: J})


def test_a_slope_that_is_not_the_derivative_is_refused(monkeypatch):
    wrong = replace(activations["softmax"], slope=lambda z, a, other, same, options: a * other)
    monkeypatch.setitem(activations._things, "softmax", wrong)
    with pytest.raises(DerivationError, match="softmax"):
        general(architecture("softmax", "squared-error", 1))


# -- matrices ---------------------------------------------------------------------------------


def _case(rng, activation, loss, bias, samples):
    """An architecture with sizes, its arrays with samples as columns, and the oracle's problem."""
    net = architecture("tanh", loss, 3, output_activation=activation, bias=bias)
    choice = replace(net.loss, outputs=list(Outputs)[len(loss) % 3], batch=list(Batch)[samples % 2])
    net = replace(net, sizes=(3, 4, 2, 3), samples=samples, bias_sign=-1 if samples > 1 else 1, loss=choice)
    arrays = {"X": rng.normal(size=(3, samples)), "Y": rng.uniform(0.1, 0.9, size=(3, samples))}
    flat, layers, start = [], [], 0
    for number, kind in enumerate(net.layers, start=1):
        shape = (net.sizes[number], net.sizes[number - 1])
        arrays[f"W{number}"] = rng.normal(size=shape)
        flat.append(arrays[f"W{number}"].ravel())
        weights = np.arange(start, start + flat[-1].size).reshape(shape)
        start += flat[-1].size
        biases = np.full(shape[0], oracle.ABSENT)
        if kind.bias is not Bias.NONE:
            arrays[f"b{number}"] = rng.normal(size=(1 if kind.bias is Bias.LAYER else shape[0], 1))
            flat.append(arrays[f"b{number}"].ravel())
            biases = start + (np.zeros(shape[0], int) if kind.bias is Bias.LAYER else np.arange(shape[0]))
            start += flat[-1].size
        function = kind.function
        options = {key: float(value) for key, value in function.options.items()}
        record = function.record
        judge = oracle.ActivationRows(
            np.arange(shape[0]),
            lambda z, r=record, o=options: r.forward(z, o),
            lambda z, a, up, r=record, o=options: r.vjp(z, a, up, o),
        )
        layers.append(oracle.LayerIndices(weights, biases, net.bias_sign, [judge]))
    options, scale = {key: float(v) for key, v in choice.options.items()}, float(choice.scale(3))
    setting = oracle.Problem(
        np.concatenate(flat),
        layers,
        arrays["X"],
        arrays["Y"],
        lambda a, y: scale * choice.function.values(a, y, options),
        lambda a, y: scale * choice.function.gradient(a, y, options),
        1 / samples if choice.batch is Batch.MEAN else 1.0,
    )
    return net, arrays, setting


def _stored(arrays, samples):
    return {name: array if samples is Samples.COLUMNS else array.T.copy() for name, array in arrays.items()}


@pytest.mark.long
@pytest.mark.parametrize("activation", activations)
@PAIRS
@pytest.mark.filterwarnings("ignore:.*encountered in.*:RuntimeWarning")
def test_the_matrix_form_is_that_of_the_oracle(activation, loss):
    rng = np.random.default_rng(1)
    for bias, count in (("none", 1), ("unit", 3), ("layer", 2), ("fixed", 3), ("layer", 1)):
        net, arrays, setting = _case(rng, activation, loss, bias, count)
        judged = oracle.run(setting)
        if not np.isfinite(judged.loss):
            continue
        largest = max(1.0, np.abs(judged.gradient).max())
        for samples in Samples:
            form = matrix_form(general(net), samples)
            found = run_matrices(form, _stored(arrays, samples))
            assert all(found[line.name].shape == line.shape for line in form.lines)
            assert found["L"].item() == pytest.approx(judged.loss, rel=1e-12)
            for number, layer in enumerate(setting.layers, start=1):
                made = found[f"dW{number}"] if samples is Samples.COLUMNS else found[f"dW{number}"].T
                assert np.abs(made - judged.gradient[layer.weights]).max() < 1e-13 * largest
                if f"db{number}" in found:
                    expected = judged.gradient[np.unique(layer.biases)]
                    assert np.abs(found[f"db{number}"].ravel() - expected).max() < 1e-13 * largest


def _namespace(text):
    module = types.ModuleType("gradients")
    exec(compile(text, "gradients", "exec"), module.__dict__)  # noqa: S102 - our own program
    return module


@pytest.mark.long
@pytest.mark.parametrize("activation", activations)
@PAIRS
@pytest.mark.filterwarnings("ignore:.*encountered in.*:RuntimeWarning")
def test_the_program_gives_what_the_lines_give(activation, loss):
    net, arrays, _ = _case(np.random.default_rng(2), activation, loss, "unit", 3)
    for samples in Samples:
        lines = general(net)
        given = _stored(arrays, samples)
        found = run_matrices(matrix_form(lines, samples), given)
        with np.errstate(all="ignore"):
            value, gradients = _namespace(code(lines, "numpy", samples)).loss_and_gradients(**given)
        if not np.isfinite(found["L"]):
            continue
        assert value == pytest.approx(found["L"].item(), rel=1e-13)
        for name, gradient in gradients.items():
            assert gradient == pytest.approx(found[f"d{name}"], rel=1e-12, abs=1e-14)
        single = {name: array.astype(np.float32) for name, array in given.items()}
        with np.errstate(all="ignore"):
            _, gradients = _namespace(code(lines, "numpy", samples)).loss_and_gradients(**single)
        assert {gradient.dtype for gradient in gradients.values()} == {np.dtype(np.float32)}


@pytest.mark.long
@PAIRS
def test_the_program_in_torch_is_what_autograd_gives(loss):
    torch = pytest.importorskip("torch", reason="torch is not installed")
    rng = np.random.default_rng(3)
    for hidden in ("sigmoid", "relu", "softplus"):
        last = losses[loss].default_output_activation or "identity"
        net = replace(architecture(hidden, loss, 3, output_activation=last, batch=True), sizes=(), samples=0)
        sizes = [int(n) for n in rng.integers(1, 8, size=4)]
        count = int(rng.integers(1, 9))
        tensor = lambda *shape: torch.tensor(rng.normal(size=shape) / 2, dtype=torch.float64)  # noqa: E731
        given = {"X": tensor(sizes[0], count), "Y": torch.softmax(tensor(sizes[3], count), dim=0)}
        for number in (1, 2, 3):
            given[f"W{number}"] = tensor(sizes[number], sizes[number - 1]).requires_grad_()
            given[f"b{number}"] = tensor(sizes[number], 1).requires_grad_()
        module = _namespace(code(general(net), "torch"))
        value, gradients = module.loss_and_gradients(**given)
        judged = torch.autograd.grad(_torch_loss(torch, net, given), [given[name] for name in gradients])
        for gradient, truth in zip(gradients.values(), judged, strict=True):
            assert torch.allclose(gradient, truth, rtol=1e-12, atol=1e-14)
        assert value.item() == pytest.approx(_torch_loss(torch, net, given).item(), rel=1e-12)


def _torch_loss(torch, net, given):
    """The loss by torch's own layers and losses."""
    f = torch.nn.functional
    own = {"sigmoid": torch.sigmoid, "relu": f.relu, "softplus": f.softplus, "identity": lambda z: z}
    a = given["X"]
    for number, kind in enumerate(net.layers, start=1):
        z = given[f"W{number}"] @ a + given[f"b{number}"]
        a = torch.softmax(z, dim=0) if kind.function.name == "softmax" else own[kind.function.name](z)
    y, count = given["Y"], a.shape[1]
    return {
        "squared-error": lambda: f.mse_loss(a, y, reduction="sum") / 2,
        "absolute-error": lambda: f.l1_loss(a, y, reduction="sum"),
        "huber": lambda: f.huber_loss(a, y, reduction="sum"),
        "hinge": lambda: f.relu(1 - y * a).sum(),
        "log-cosh": lambda: torch.log(torch.cosh(a - y)).sum(),
        "focal": lambda: -(y * (1 - a) ** 2 * a.log() + (1 - y) * a**2 * (1 - a).log()).sum(),
        "kl-divergence": lambda: f.kl_div(a.log(), y, reduction="sum"),
        "binary-cross-entropy": lambda: f.binary_cross_entropy(a, y, reduction="sum"),
        "binary-cross-entropy-with-logits": lambda: f.binary_cross_entropy_with_logits(a, y, reduction="sum"),
        "cross-entropy": lambda: -(y * torch.log(a)).sum(),
        "softmax-cross-entropy": lambda: f.cross_entropy(a.T, y.T, reduction="sum"),
        "output": a.sum,
    }[net.loss.name]() / count


def test_the_matrix_form_of_bundled_assignments_is_that_of_the_oracle():
    for name in NETWORKS:
        assignment = load(name)
        net = architecture_of(assignment)
        if any(kind.function is None for kind in net.layers):
            continue
        judged, setting = oracle.run(problem(assignment)), problem(assignment)
        given = {"X": setting.x, "Y": setting.y if setting.y.size else np.zeros((net.sizes[-1], net.samples))}
        for number, layer in enumerate(setting.layers, start=1):
            given[f"W{number}"] = setting.parameters[layer.weights]
            if net.layers[number - 1].bias is not Bias.NONE:
                shared = net.layers[number - 1].bias is Bias.LAYER
                given[f"b{number}"] = setting.parameters[layer.biases][: 1 if shared else None, None]
        found = run_matrices(matrix_form(general(net)), given)
        assert found["L"].item() == pytest.approx(judged.loss, rel=1e-13), name
        for number, layer in enumerate(setting.layers, start=1):
            if len(set(layer.weights.ravel())) == layer.weights.size:
                assert found[f"dW{number}"] == pytest.approx(judged.gradient[layer.weights], abs=1e-13), name


def test_units_that_differ_have_a_matrix_form_but_no_program():
    lines = general(architecture_of(load("nndl3-relu-o2")))
    names = {line.name: str(line.node) for line in matrix_form(lines).lines}
    assert "f'" in names["F2"]
    with pytest.raises(SymbpError, match="units of a layer differ"):
        code(lines)


# -- written ----------------------------------------------------------------------------------


def _texts(net, notation):
    return {
        line.left_text: [stage.text for stage in line.stages]
        for section in groups(general(net), notations[notation])
        for line in section.lines
    }


def test_the_formulas_of_the_textbook_in_its_letters():
    found = _texts(replace(architecture("sigmoid", "squared-error"), bias_sign=-1), "zhou")
    assert found["alpha[h]"] == ["sum_i v[i,h]*x[i]"]
    assert found["b[h]"] == ["1/(1 + exp(gamma[h] - alpha[h]))"]
    assert found["E_k"] == ["1/2*sum_j (yhat[j] - y[j])**2"]
    assert found["g[j]"] == ["(y[j] - yhat[j])*yhat[j]*(1 - yhat[j])"]
    assert found["e[h]"] == ["b[h]*(1 - b[h])*sum_j w[h,j]*g[j]"]
    assert found["dE_k/dw[h,j]"][-1] == "-g[j]*b[h]"
    assert found["w_new[h,j]"][-1] == "w[h,j] + eta*g[j]*b[h]"
    assert found["theta_new[j]"][-1] == "theta[j] - eta*g[j]"
    assert found["v_new[i,h]"][-1] == "v[i,h] + eta*e[h]*x[i]"
    assert found["gamma_new[h]"][-1] == "gamma[h] - eta*e[h]"


def test_the_sums_run_to_the_sizes_of_the_textbook():
    spelt = written(general(replace(architecture("sigmoid", "squared-error"), bias_sign=-1)), "latex", notation="zhou")
    for part in (r"\sum_{i=1}^{d} v_{ih}", r"\sum_{h=1}^{q} w_{hj}", r"\sum_{j=1}^{l} w_{hj}\,g_{j}"):
        assert part in spelt


def test_a_notation_for_one_hidden_layer_says_so():
    with pytest.raises(SymbpError, match="letters for 1 hidden layer and the outputs; this network has 2"):
        written(general(architecture("sigmoid", "squared-error", 3)), notation="zhou")


def test_shapes_of_a_run_are_those_of_its_layers():
    from symbp.solving.general.matrix_form import shown_matrices

    for sizes in ((3, 3, 3, 3, 2), (5, 4, 4, 4, 2), (7, 6, 5, 4, 3)):
        net = replace(architecture("tanh", "squared-error", 4, batch=True), sizes=sizes, samples=4)
        for samples in Samples:
            shapes = {line.name: line.shape for line in shown_matrices(general(net), samples, notations["z-a"])}
            turned = shapes["dW[l]"] if samples is Samples.COLUMNS else shapes["dW[l]"][::-1]
            assert turned == ("n_l", "n_l-1")
            assert set(shapes["Z[l]"]) == {"n_l", 4}
            assert set(shapes["dA[l]"]) == {"n_l", 4}
            assert set(shapes["db[l]"]) == {"n_l", 1}
            assert set(shapes["Z4"]) == {sizes[4], 4}


def test_the_shapes_of_factors_meet():
    from symbp.solving.general.matrix_form import shown_matrices

    net = replace(architecture("tanh", "squared-error", batch=True), sizes=(7, 5, 3), samples=4)
    rows = {
        line.name: latex.write(line.right) for line in shown_matrices(general(net), Samples.COLUMNS, notations["z-a"])
    }
    factors = r"\underbrace{W^{(2)\,\top}}_{5 \times 3}\quad \underbrace{\Delta^{(2)}}_{3 \times 4}"
    assert rows["dA1"].endswith(factors)
    assert rows["dW1"].endswith(r"\underbrace{\Delta^{(1)}}_{5 \times 4}\quad \underbrace{{X}^{\top}}_{4 \times 7}")


def test_a_constant_derivative_fills_its_matrix():
    for samples in Samples:
        net = replace(architecture("identity", "output", 2, batch=True), sizes=(3, 4, 2), samples=5)
        given = {"X": (3, 5), "Y": (2, 5), "W1": (4, 3), "W2": (2, 4), "b1": (4, 1), "b2": (2, 1)}
        arrays = _stored({name: np.ones(shape) for name, shape in given.items()}, samples)
        _, gradients = _namespace(code(general(net), "numpy", samples)).loss_and_gradients(**arrays)
        assert gradients["W2"].shape == arrays["W2"].shape


def test_softmax_with_cross_entropy_in_one_and_in_two():
    apart = _texts(architecture("tanh", "cross-entropy", 3), "z-a")
    assert apart["dL/da(3)[j]"][-1] == "-y[j]/a(3)[j]"
    assert apart["da(3)[k]/dz(3)[j]"][-1] == "[k=j]*a(3)[k] - a(3)[j]*a(3)[k]"
    assert apart["delta(3)[j]"][-1] == "a(3)[j]*sum_k y[k] - y[j]"
    assert apart["delta(l)[j]"] == ["(1 - a(l)[j]**2)*sum_k w(l+1)[k,j]*delta(l+1)[k]"]
    fused = _texts(architecture("tanh", "softmax-cross-entropy", 3), "z-a")
    assert fused["dL/da(3)[j]"][-1] == "p[j]*sum_k y[k] - y[j]"


@pytest.mark.long
@pytest.mark.parametrize("notation", notations)
@pytest.mark.parametrize("form", ["text", "latex", "json"])
def test_every_notation_in_every_format(notation, form):
    for loss in losses:
        for batch in (False, True):
            text = written(general(architecture("softplus", loss, batch=batch)), form, notation=notation)
            assert "Indexed" not in text
            assert "n_this" not in text
            if form == "json":
                content = json.loads(text)
                assert content["format_version"] == FORMAT_VERSION
                assert content["sections"][0]["lines"][0]["stages"][0]["latex"]


@pytest.mark.parametrize(
    ("activation", "loss", "depth", "batch", "notation"),
    [
        ("tanh", "cross-entropy", 3, False, "z-a"),
        ("relu", "softmax-cross-entropy", 2, True, "in-out"),
        ("sigmoid", "squared-error", 2, False, "zhou"),
        ("sigmoid", "squared-error", 2, True, "zhou"),
        ("softplus", "huber", 1, True, "z-a"),
        ("sigmoid", "mean-squared-error", 5, True, "z-a"),
    ],
)
def test_golden_general_derivations(activation, loss, depth, batch, notation, golden):
    net = architecture(activation, loss, depth, batch=batch)
    net = replace(net, bias_sign=-1) if notation == "zhou" else net
    name = f"general/{activation}-{loss}-{depth}{'-batch' if batch else ''}-{notation}"
    golden(f"{name}.txt", written(general(net), notation=notation))
    golden(f"{name}.tex", written(general(net), "latex", notation=notation, samples="rows"))
    golden(f"{name}-numpy.txt", code(general(net)))


@pytest.mark.long
def test_derive_general_on_the_command_line():
    done = run("derive", "--general", "--activation", "tanh", "--loss", "cross-entropy", "--depth", "3")
    assert done.returncode == 0
    assert "D3 = A3 * column_sums(Y) - Y" in done.stdout
    rows = run("derive", "relu-batch", "--general", "--samples", "rows")
    assert "Z1 = X @ W1 " in rows.stdout
    assert "3×3" in rows.stdout
    program = run("derive", "relu-batch", "--general", "--format", "numpy")
    assert "def loss_and_gradients(X, Y, W1, W2):" in program.stdout
    wrong = run("derive", "--general", "--activation", "tanhh")
    assert wrong.returncode == 2
    assert "unknown activation 'tanhh'. Did you mean 'tanh'?" in wrong.stderr
    assert run("derive").returncode == 2
    assert "a depth of 100 layers" in run("derive", "--general", "--depth", "100").stderr
