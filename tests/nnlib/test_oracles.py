"""nnlib beside PyTorch's autograd, SciPy and scikit-learn: values and gradients, on random shapes and numbers."""

import numpy as np
import pytest
import scipy.optimize
import scipy.special
import sklearn.metrics
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.neural_network import MLPRegressor

from nnlib import ACTIVATIONS, LOSSES, Dense, Dropout, GradientDescent, Maxout, Network, Softmax, accuracy, fit, softmax
from nnlib.activations import elu, leaky_relu, sigmoid
from nnlib.datasets import one_hot
from nnlib.losses import SMALLEST, binary_cross_entropy, categorical_cross_entropy
from nnlib.optimizers import decay, levenberg_marquardt, svrg
from nnlib.training import batches

torch.set_num_threads(1)

TORCH_ACTIVATIONS = {
    "linear": torch.clone,
    "heaviside": lambda z: (torch.sign(z) + 1) / 2,  # torch.heaviside has no gradient
    "sign": torch.sign,
    "piecewise_linear": lambda z: torch.clamp(z + 0.5, 0, 1),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.1),
    "shifted_relu": lambda z: F.threshold(z, -1, -1),
    "elu": F.elu,
    "softplus": lambda z: F.softplus(z, threshold=80),  # by default a straight line from z = 20 on
    "swish": F.silu,
}
TORCH_LOSSES = {
    "half_squared_error": lambda Y, T: F.mse_loss(Y, T, reduction="sum") / 2 / len(Y),
    "mean_squared_error": F.mse_loss,
    "mean_absolute_error": F.l1_loss,
    "binary_cross_entropy": lambda Y, T: F.binary_cross_entropy(Y, T, reduction="sum") / len(Y),
    "categorical_cross_entropy": lambda Y, T: -(T * Y.log()).sum() / len(Y),
}
SMOOTH = ("linear", "sigmoid", "tanh", "elu", "softplus", "swish")
KINKS = np.array([-1, -0.5, 0, 0.5])
SIZES = st.integers(1, 8)
SEEDS = st.integers(0, 2**32 - 1)

every_activation = pytest.mark.parametrize("name", ACTIVATIONS)
every_loss = pytest.mark.parametrize("name", LOSSES)


def agree(mine, theirs, tolerance):
    """Entries differ by at most `tolerance`, relative to the largest of them where that is above 1."""
    theirs = np.asarray(theirs)
    assert np.shape(mine) == theirs.shape
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance * max(1, np.abs(theirs).max()))


def tensors(*arrays):
    return [torch.tensor(a, requires_grad=True) for a in arrays]


def forward_in_torch(layers, A, parameters):
    """What the layers answer, in PyTorch; dropout drops the places that the layer dropped at its last pass."""
    parameters = iter(parameters)
    for layer in layers:
        if isinstance(layer, Dense):
            A = TORCH_ACTIVATIONS[layer.activation.__name__](F.linear(A, next(parameters), next(parameters)))
        elif isinstance(layer, Maxout):
            A = (torch.einsum("mi,poi->pmo", A, next(parameters)) + next(parameters)[:, None]).max(dim=0).values
        elif isinstance(layer, Dropout):
            A = A * torch.tensor(layer.mask)
        else:
            A = torch.softmax(A, dim=1)
    return A


# ---- activations and softmax


@st.composite
def away_from_kinks(draw):
    """An array of numbers that are exact in float32 too, none of them at a kink of an activation."""
    z = draw(arrays(np.float64, array_shapes(max_dims=3), elements=st.floats(-30, 30, width=32)))
    near = np.abs(z[..., None] - KINKS).min(axis=-1) < 1e-3
    return np.where(near, z + 0.25, z).astype(np.float32).astype(np.float64)


def agrees_with_torch(z, value, slope, f_in_torch, tolerance):
    (z_in_torch,) = tensors(z)
    a = f_in_torch(z_in_torch)
    (slope_in_torch,) = torch.autograd.grad(a.sum(), z_in_torch)
    agree(value, a.detach(), tolerance)
    agree(slope, slope_in_torch, tolerance)


@every_activation
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-14), (np.float32, 1e-6)])  # some units of rounding
@settings(deadline=None, max_examples=25)
@given(z=away_from_kinks())
def test_an_activation_and_its_slope_are_those_of_pytorch(name, dtype, tolerance, z):
    f, z = ACTIVATIONS[name], z.astype(dtype)
    agrees_with_torch(z, f(z), f.derivative(z, f(z)), TORCH_ACTIVATIONS[name], tolerance)


@settings(deadline=None, max_examples=50)
@given(z=away_from_kinks(), slope=st.floats(0, 1), alpha=st.floats(0, 4))
def test_slope_and_alpha_mean_what_they_mean_in_pytorch(z, slope, alpha):
    value, derivative = leaky_relu(z, slope=slope), leaky_relu.derivative(z, slope=slope)
    agrees_with_torch(z, value, derivative, lambda z: F.leaky_relu(z, slope), 1e-14)
    value, derivative = elu(z, alpha=alpha), elu.derivative(z, alpha=alpha)
    agrees_with_torch(z, value, derivative, lambda z: F.elu(z, alpha), 1e-14)


SCORES = arrays(np.float64, array_shapes(max_dims=2, max_side=6), elements=st.floats(-1000, 1000))


@settings(deadline=None, max_examples=100)
@given(z=SCORES)
def test_softmax_is_that_of_scipy(z):
    np.testing.assert_allclose(softmax(z), scipy.special.softmax(z, axis=-1), rtol=1e-12, atol=1e-300)


@settings(deadline=None, max_examples=100)
@given(z=SCORES, data=st.data())
def test_cross_entropy_of_softmax_is_the_log_softmax_of_scipy_up_to_its_cap(z, data):
    label = data.draw(st.integers(0, z.shape[-1] - 1))
    costs = np.minimum(-scipy.special.log_softmax(z, axis=-1)[..., label], -np.log(SMALLEST))
    T = np.zeros_like(z)
    T[..., label] = 1
    # where p is nearly 1, its rounding of 1e-16 is the error of the logarithm
    assert categorical_cross_entropy(softmax(z), T) == pytest.approx(costs.mean(), rel=1e-12, abs=1e-15)


@settings(deadline=None, max_examples=100)
@given(
    z=arrays(np.float64, (4, 3), elements=st.floats(-10, 10)), t=arrays(np.float64, (4, 3), elements=st.floats(0, 1))
)
def test_binary_cross_entropy_of_a_sigmoid_is_the_log_expit_of_scipy(z, t):
    costs = -t * scipy.special.log_expit(z) - (1 - t) * scipy.special.log_expit(-z)
    # 1 - y is at least 4e-5, known to 1e-16
    assert binary_cross_entropy(sigmoid(z), t) == pytest.approx(costs.sum(axis=1).mean(), rel=1e-11)


# ---- losses


@st.composite
def outputs_and_targets(draw):
    """Rows of probabilities that sum to 1, and rows of targets that do, too: for every loss to take."""
    rng = np.random.default_rng(draw(SEEDS))
    m, n = draw(SIZES), draw(st.integers(2, 8))
    Y = scipy.special.softmax(2 * rng.normal(size=(m, n)), axis=1)
    T = one_hot(rng.integers(0, n, m), n) if draw(st.booleans()) else rng.dirichlet(np.ones(n), m)
    return Y, T


@every_loss
@settings(deadline=None, max_examples=40)
@given(both=outputs_and_targets())
def test_a_loss_and_its_gradient_are_those_of_pytorch(name, both):
    Y, T = both
    y, t = torch.tensor(Y, requires_grad=True), torch.tensor(T)
    loss = TORCH_LOSSES[name](y, t)
    assert LOSSES[name](Y, T) == pytest.approx(loss.item(), rel=1e-12)
    (slopes,) = torch.autograd.grad(loss, y)
    agree(LOSSES[name].gradient(Y, T), len(Y) * slopes, 1e-12)  # a row is the gradient of that sample's own loss
    agree(LOSSES[name].gradient(Y[0], T[0]), len(Y) * slopes[0], 1e-12)


@settings(deadline=None, max_examples=40)
@given(both=outputs_and_targets(), seed=SEEDS)
def test_losses_and_accuracy_are_those_of_scikit_learn(both, seed):
    Y, T = both
    m, n = Y.shape
    labels = np.random.default_rng(seed).integers(0, n, m)
    hot = one_hot(labels, n)
    log_loss = sklearn.metrics.log_loss
    of_columns = [log_loss(hot[:, k], Y[:, k], labels=[0, 1]) for k in range(n)]
    for name, value, oracle in [
        ("mean_squared_error", T, sklearn.metrics.mean_squared_error(T, Y)),
        ("mean_absolute_error", T, sklearn.metrics.mean_absolute_error(T, Y)),
        ("categorical_cross_entropy", hot, log_loss(labels, Y, labels=range(n))),
        ("binary_cross_entropy", hot, sum(of_columns)),
    ]:
        assert LOSSES[name](Y, value) == pytest.approx(oracle, rel=1e-9)  # log_loss clips and rounds in its own way
    assert accuracy(Y, hot) == pytest.approx(sklearn.metrics.accuracy_score(labels, Y.argmax(axis=1)))
    assert accuracy(Y[:, :1], hot[:, :1]) == pytest.approx(sklearn.metrics.accuracy_score(labels == 0, Y[:, 0] > 0.5))


# ---- layers


KINDS = {
    **{name: lambda i, o, rng, f=f: Dense(i, o, f, rng=rng) for name, f in ACTIVATIONS.items()},
    **{f"maxout of {p}": lambda i, o, rng, p=p: Maxout(i, o, pieces=p, rng=rng) for p in (1, 2, 5)},
    **{f"dropout {p}": lambda i, o, rng, p=p: Dropout(p, rng=rng) for p in (0.2, 0.8)},
    "softmax": lambda i, o, rng: Softmax(),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=25)
@given(m=SIZES, n_in=SIZES, n_out=SIZES, seed=SEEDS)
def test_a_layer_goes_both_ways_as_in_pytorch(kind, m, n_in, n_out, seed):
    rng = np.random.default_rng(seed)
    layer = KINDS[kind](n_in, n_out, rng)
    for p in layer.parameters:
        p[...] = rng.normal(size=p.shape)
    X = rng.normal(size=(m, n_in))
    A = layer.forward(X, learning=True)
    dA = rng.normal(size=A.shape)
    dX = layer.backward(dA)
    assert layer.backward(dA, to_input=False) is None or not layer.parameters
    x, *parameters = tensors(X, *layer.parameters)
    a = forward_in_torch([layer], x, parameters)
    dx, *slopes = torch.autograd.grad(a, [x, *parameters], torch.tensor(dA))
    agree(A, a.detach(), 1e-13)
    agree(dX, dx, 1e-13)
    for g, slope in zip(layer.gradients, slopes, strict=True):
        agree(m * g, slope, 1e-13)  # the mean over the samples is in the gradients of the parameters, and only there


# ---- whole networks

HEADS = [
    *(("softmax", loss) for loss in LOSSES),
    *(("sigmoid", loss) for loss in LOSSES),
    *(("linear", loss) for loss in ("half_squared_error", "mean_squared_error", "mean_absolute_error")),
]


@st.composite
def networks(draw, activations, dtype):
    """A network of random depth and widths with a loss that its outputs fit, inputs and targets for it."""
    rng = np.random.default_rng(draw(SEEDS))
    output, loss = draw(st.sampled_from(HEADS))
    n_in, *widths = draw(st.lists(SIZES, min_size=1, max_size=5))
    n_out = draw(st.integers(2, 6))
    layers, n = [], n_in
    for width in widths:
        kind = draw(st.sampled_from([*activations, "maxout"]))
        layers.append(
            Maxout(n, width, rng=rng, dtype=dtype) if kind == "maxout" else Dense(n, width, kind, "he", rng, dtype)
        )
        if draw(st.booleans()):
            layers.append(Dropout(0.3, rng=rng))
        n = width
    layers.append(Dense(n, n_out, "linear" if output == "softmax" else output, rng=rng, dtype=dtype))
    if output == "softmax":
        layers.append(Softmax())
    net = Network(layers, loss)
    for p in net.parameters:
        p += 0.1 * rng.normal(size=p.shape).astype(dtype)  # biases of 0, behind dropped units, put z on the kink
    m = draw(SIZES)
    return net, rng.normal(size=(m, n_in)).astype(dtype), rng.dirichlet(np.ones(n_out), m).astype(dtype)


def gradients_agree(net, X, T, tolerance, room):
    """The same outputs, loss and gradients; where 1 − y is a divisor, it has to leave `room` for its rounding."""
    Y = net.forward(X, learning=True)
    if "cross_entropy" in net.loss.__name__:
        assume(Y.min() > SMALLEST and Y.max() < 1 - room)
    net.backward(Y, T)
    parameters = tensors(*net.parameters)
    y = forward_in_torch(net.layers, torch.tensor(X), parameters)
    loss = TORCH_LOSSES[net.loss.__name__](y, torch.tensor(T))
    agree(Y, y.detach(), tolerance)
    assert net.loss(Y, T) == pytest.approx(loss.item(), rel=tolerance, abs=tolerance)
    for g, slope in zip(net.gradients, torch.autograd.grad(loss, parameters), strict=True):
        agree(g, slope, tolerance)


@settings(deadline=None, max_examples=200)
@given(sample=networks(list(ACTIVATIONS), np.float64))
def test_gradients_of_a_network_are_those_of_autograd(sample):
    gradients_agree(*sample, tolerance=1e-9, room=1e-6)


@settings(deadline=None, max_examples=100)
@given(sample=networks(SMOOTH, np.float32))  # float32 may round to the other side of a kink
def test_gradients_in_float32_are_those_of_autograd_in_float32(sample):
    gradients_agree(*sample, tolerance=1e-4, room=1e-2)


# ---- optimizers

RNG = np.random.default_rng(0)
X, T = RNG.normal(size=(11, 3)), RNG.normal(size=(11, 2))


def train_side_by_side(optimizer, make_sgd, loss=lambda error, weights, epoch: error, factor=lambda epoch: 1.0):
    """Six full-batch steps by nnlib and six by PyTorch, from the same start: both lists of parameters, and the SGD.

    `loss(error, weights, epoch)` is what PyTorch is to make smaller, `factor(epoch)` multiplies its learning rate.
    """
    net = Network([Dense(3, 4, "tanh", rng=1), Dense(4, 2, rng=2)])
    twins = tensors(*net.parameters)
    sgd = make_sgd(twins)
    schedule = torch.optim.lr_scheduler.LambdaLR(sgd, factor)
    for epoch in range(6):
        net.backward(net.forward(X), T)
        optimizer.step(net.parameters, net.gradients, epoch)
        sgd.zero_grad()
        y = forward_in_torch(net.layers, torch.tensor(X), twins)
        loss(TORCH_LOSSES["half_squared_error"](y, torch.tensor(T)), twins[::2], epoch).backward()
        sgd.step()
        schedule.step()
    return net.parameters, [twin.detach().numpy() for twin in twins], sgd


def all_agree(mine, theirs):
    for p, twin in zip(mine, theirs, strict=True):
        agree(p, twin, 1e-13)  # six steps of rounding


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_steps_at_a_constant_learning_rate_are_those_of_pytorch(momentum):
    optimizer = GradientDescent(0.3, momentum)
    mine, theirs, sgd = train_side_by_side(optimizer, lambda p: torch.optim.SGD(p, lr=0.3, momentum=momentum))
    all_agree(mine, theirs)
    if momentum:  # v = −η·buffer: PyTorch multiplies by the learning rate after the sum, nnlib before
        all_agree(optimizer.velocities, [-0.3 * state["momentum_buffer"] for state in sgd.state.values()])


def test_a_schedule_is_that_of_pytorch():
    mine, theirs, _ = train_side_by_side(
        GradientDescent(decay(0.5, 0.7)),
        lambda p: torch.optim.SGD(p, lr=0.5),
        factor=lambda epoch: 1 / (1 + 0.7 * epoch),
    )
    all_agree(mine, theirs)


def test_momentum_under_a_schedule_is_that_of_pytorch_on_a_rescaled_loss():
    # v ← α v − η g with a changing η is PyTorch's rule for η·loss at learning rate 1. Multiplying its learning rate
    # instead would change what is left of older steps too.
    eta = decay(0.5, 0.7)
    optimizer = GradientDescent(eta, momentum=0.9)
    mine, theirs, _ = train_side_by_side(
        optimizer, lambda p: torch.optim.SGD(p, lr=1.0, momentum=0.9), lambda error, weights, epoch: eta(epoch) * error
    )
    all_agree(mine, theirs)
    _, others, _ = train_side_by_side(
        GradientDescent(0.0), lambda p: torch.optim.SGD(p, lr=0.5, momentum=0.9), factor=lambda epoch: eta(epoch) / 0.5
    )
    assert max(np.abs(p - other).max() for p, other in zip(mine, others, strict=True)) > 0.01


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_l2_is_weight_decay_by_twice_lambda_on_the_weights(momentum):
    def make_sgd(parameters):
        groups = [{"params": [p], "weight_decay": 0.1 if p.ndim > 1 else 0.0} for p in parameters]
        return torch.optim.SGD(groups, lr=0.3, momentum=momentum)

    mine, theirs, _ = train_side_by_side(GradientDescent(0.3, momentum, l2=0.05), make_sgd)
    all_agree(mine, theirs)


@pytest.mark.parametrize(("l2", "l1"), [(0.05, 0.0), (0.0, 0.03), (0.05, 0.03)])
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_penalties_add_what_autograd_finds_for_them(l2, l1, momentum):
    def loss(error, weights, epoch):
        return error + l2 * sum((w**2).sum() for w in weights) + l1 * sum(w.abs().sum() for w in weights)

    optimizer = GradientDescent(0.2, momentum, l2, l1)
    mine, theirs, _ = train_side_by_side(optimizer, lambda p: torch.optim.SGD(p, lr=0.2, momentum=momentum), loss)
    all_agree(mine, theirs)
    assert optimizer.penalty(mine) == pytest.approx(loss(0, tensors(*mine)[::2], 0).item(), rel=1e-12)


def test_momentum_and_l2_are_those_of_scikit_learn():
    def regressor(eta):
        mlp = MLPRegressor(
            hidden_layer_sizes=(4, 5),
            activation="tanh",
            solver="sgd",
            alpha=2 * 0.05 * len(X),  # λ is alpha / 2m there
            learning_rate_init=eta,
            momentum=0.8,
            nesterovs_momentum=False,
            random_state=3,
        )
        mlp.partial_fit(X, T)
        return mlp

    start, mlp = regressor(1e-300), regressor(0.1)  # a step of next to nothing leaves the start to be read
    net = Network([Dense(3, 4, "tanh"), Dense(4, 5, "tanh"), Dense(5, 2)])
    for layer, W, b in zip(net.layers, start.coefs_, start.intercepts_, strict=True):
        layer.W[...], layer.b[...] = W.T, b
    optimizer = GradientDescent(0.1, momentum=0.8, l2=0.05)
    fit(net, X, T, epochs=6, batch_size=len(X), optimizer=optimizer)
    for _ in range(5):
        mlp.partial_fit(X, T)
    agree(net.predict(X), mlp.predict(X), 1e-12)
    for layer, W, b in zip(net.layers, mlp.coefs_, mlp.intercepts_, strict=True):
        agree(layer.W, W.T, 1e-12)
        agree(layer.b, b, 1e-12)


@pytest.mark.parametrize("batch_size", [11, 4])  # all at once; or with a last batch of three, whose mean is of three
def test_fit_is_the_training_loop_of_pytorch_over_the_same_batches(batch_size):
    net = Network([Dense(3, 4, "tanh", rng=1), Dense(4, 2, rng=2), Softmax()], "categorical_cross_entropy")
    hot = one_hot(T.argmax(axis=1), 2)
    twins, losses = tensors(*net.parameters), []
    sgd = torch.optim.SGD(twins, lr=0.3)
    schedule = torch.optim.lr_scheduler.LambdaLR(sgd, decay(1.0, 0.7))
    rng = np.random.default_rng(7)
    for _ in range(3):
        total = 0.0
        for rows in batches(len(X), batch_size, rng):
            sgd.zero_grad()
            scores = forward_in_torch(net.layers[:-1], torch.tensor(X[rows]), twins)
            loss = F.cross_entropy(scores, torch.tensor(hot[rows]))
            loss.backward()
            sgd.step()
            total += loss.item() * len(rows)
        schedule.step()
        losses.append(total / len(X))
    history = fit(net, X, hot, 3, batch_size, GradientDescent(decay(0.3, 0.7)), rng=7)
    all_agree(net.parameters, [twin.detach() for twin in twins])
    assert history.loss == pytest.approx(losses, rel=1e-12)


# ---- least squares


def decaying_exponential(seed):
    rng = np.random.default_rng(seed)
    x = np.linspace(0, 1, 30)
    y = rng.uniform(1, 3) * np.exp(-rng.uniform(1, 4) * x) + rng.normal(0, 0.05, 30)
    return (
        lambda t: t[0] * np.exp(t[1] * x) - y,
        lambda t: np.column_stack([np.exp(t[1] * x), t[0] * x * np.exp(t[1] * x)]),
        [1.0, 0.0],
    )


def circle_through_points(seed):
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi, 30)
    points = rng.normal(size=2) + np.column_stack([np.cos(angle), np.sin(angle)]) + rng.normal(0, 0.05, (30, 2))

    def jacobian(t):
        away = t[:2] - points
        return np.column_stack([away / np.hypot(*away.T)[:, None], -np.ones(30)])

    return lambda t: np.hypot(*(points - t[:2]).T) - t[2], jacobian, [*points.mean(axis=0), 2.0]


@pytest.mark.parametrize("problem", [decaying_exponential, circle_through_points])
@settings(deadline=None, max_examples=25)
@given(seed=SEEDS)
def test_levenberg_marquardt_finds_the_minimum_that_scipy_finds(problem, seed):
    residuals, jacobian, start = problem(seed)
    points = levenberg_marquardt(residuals, jacobian, start, steps=15)
    oracle = scipy.optimize.least_squares(residuals, start, jacobian, method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15)
    np.testing.assert_allclose(points[-1], oracle.x, rtol=1e-6)
    costs = [0.5 * residuals(t) @ residuals(t) for t in points]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(oracle.cost, rel=1e-9, abs=1e-15)


def test_levenberg_marquardt_trusts_a_step_that_worked_ten_times_as_much():
    points = levenberg_marquardt(lambda t: t - 1, lambda t: np.eye(2), [0.0, 3.0], steps=4, damping=0.1)
    shares = [damping / (1 + damping) for damping in (0.1, 0.01, 0.001, 0.0001)]  # of the way that a step leaves over
    np.testing.assert_allclose(points[1:] - 1, np.cumprod(shares)[:, None] * [-1, 2], rtol=1e-10, atol=1e-15)


def test_levenberg_marquardt_shortens_a_step_that_went_too_far():
    # From t = 3, the step of Gauss and Newton goes to −9.5, where the arc tangent is larger still.
    points = levenberg_marquardt(np.arctan, lambda t: np.diag(1 / (1 + t**2)), [3.0], steps=12)
    assert (np.diff(np.abs(points), axis=0) <= 0).all()
    assert points[-1] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_svrg_reaches_the_least_squares_solution_about_which_plain_descent_keeps_moving(seed):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(60, 3))
    y = A @ [[1.0], [-2.0], [0.5]] + 0.7 + rng.normal(size=(60, 1))
    solution = np.linalg.lstsq(np.column_stack([A, np.ones(60)]), y, rcond=None)[0].ravel()
    reduced, plain = Network([Dense(3, 1, rng=seed)]), Network([Dense(3, 1, rng=seed)])
    svrg(reduced, A, y, eta=0.05, epochs=80, batch_size=5, rng=seed)
    fit(plain, A, y, epochs=80, batch_size=5, optimizer=GradientDescent(0.05), rng=seed)
    far, further = (np.abs(np.append(*net.parameters) - solution).max() for net in (reduced, plain))
    assert far < 1e-9
    assert further > 1e-3


def test_steps_of_svrg_are_those_of_its_paper():
    rng = np.random.default_rng(3)
    A, y = rng.normal(size=(12, 3)), rng.normal(size=12)
    net = Network([Dense(3, 1, rng=0)])
    ones = np.column_stack([A, np.ones(12)])
    theta, order = np.append(*net.parameters), np.random.default_rng(5)

    def slope(rows, theta):
        return ones[rows].T @ (ones[rows] @ theta - y[rows]) / len(ones[rows])

    for _ in range(3):
        snapshot, full = theta, slope(slice(None), theta)
        for rows in np.split(order.permutation(12), 3):
            theta = theta - 0.2 * (slope(rows, theta) - slope(rows, snapshot) + full)
    svrg(net, A, y[:, None], eta=0.2, epochs=3, batch_size=4, rng=5)
    agree(np.append(*net.parameters), theta, 1e-13)
