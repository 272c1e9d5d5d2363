# Made by symbp 0.2.0 from 'nndl3-bias'; every line stands in its derivation.
#
# NNDL assignment 3, with biases
# Layers: 2 - 2 - 2, sigmoid, sigmoid.
# Loss: squared-error, half-sum over the outputs, mean over the samples.
# Parameters, in order: w1, w2, w3, w4, w5, w6, w7, w8, b_h1, b_h2, b_o1, b_o2.
# Inputs: x1, x2.
# Targets: y1, y2.

import math

LABELS = ("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "b_h1", "b_h2", "b_o1", "b_o2",)
PARAMETERS = [0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8, 0.1, 0.1, 0.1, 0.1]
INPUTS = [[0.5, 0.3]]
TARGETS = [[0.23, -0.07]]
BATCH = 1  # samples of one update
STEP = 1.0


def exp(z):
    """The exponential; beyond the range of floats it is infinite, where math.exp raises."""
    return math.exp(z) if z < 709.78 else math.inf


def sample_gradients(parameters, inputs, targets):
    """The loss of one sample, and a list of its derivatives by each parameter, in their order."""
    w1, w2, w3, w4, w5, w6, w7, w8, b_h1, b_h2, b_o1, b_o2 = parameters
    x1 = inputs[0]
    x2 = inputs[1]
    y1 = targets[0]
    y2 = targets[1]
    in_h1 = w1*x1 + w3*x2 + b_h1  # in_h1 = w1*x1 + w3*x2 + b_h1 (affine)
    out_h1 = 1/(1 + exp(-in_h1))  # out_h1 = 1/(1 + exp(-in_h1)) (sigmoid)
    in_h2 = w2*x1 + w4*x2 + b_h2  # in_h2 = w2*x1 + w4*x2 + b_h2 (affine)
    out_h2 = 1/(1 + exp(-in_h2))  # out_h2 = 1/(1 + exp(-in_h2)) (sigmoid)
    in_o1 = w5*out_h1 + w7*out_h2 + b_o1  # in_o1 = w5*out_h1 + w7*out_h2 + b_o1 (affine)
    out_o1 = 1/(1 + exp(-in_o1))  # out_o1 = 1/(1 + exp(-in_o1)) (sigmoid)
    in_o2 = w6*out_h1 + w8*out_h2 + b_o2  # in_o2 = w6*out_h1 + w8*out_h2 + b_o2 (affine)
    out_o2 = 1/(1 + exp(-in_o2))  # out_o2 = 1/(1 + exp(-in_o2)) (sigmoid)
    L = 0.5*((out_o1 - y1)**2 + (out_o2 - y2)**2)  # L = 1/2*((out_o1 - y1)**2 + (out_o2 - y2)**2) (squared-error)
    dL_dout_o1 = out_o1 - y1  # dL/dout_o1 = out_o1 - y1 (derivative of the loss)
    dout_o1_din_o1 = out_o1*(1 - out_o1)  # dout_o1/din_o1 = out_o1*(1 - out_o1) (slope)
    dL_din_o1 = dL_dout_o1*dout_o1_din_o1  # dL/din_o1 = dL/dout_o1*dout_o1/din_o1 (chain rule)
    dL_dout_o2 = out_o2 - y2  # dL/dout_o2 = out_o2 - y2 (derivative of the loss)
    dout_o2_din_o2 = out_o2*(1 - out_o2)  # dout_o2/din_o2 = out_o2*(1 - out_o2) (slope)
    dL_din_o2 = dL_dout_o2*dout_o2_din_o2  # dL/din_o2 = dL/dout_o2*dout_o2/din_o2 (chain rule)
    dL_dw5 = dL_din_o1*out_h1  # dL/dw5 = dL/din_o1*out_h1 (chain rule)
    dL_dw6 = dL_din_o2*out_h1  # dL/dw6 = dL/din_o2*out_h1 (chain rule)
    dL_dw7 = dL_din_o1*out_h2  # dL/dw7 = dL/din_o1*out_h2 (chain rule)
    dL_dw8 = dL_din_o2*out_h2  # dL/dw8 = dL/din_o2*out_h2 (chain rule)
    dL_db_o1 = dL_din_o1  # dL/db_o1 = dL/din_o1 (chain rule)
    dL_db_o2 = dL_din_o2  # dL/db_o2 = dL/din_o2 (chain rule)
    dL_dout_h1 = dL_din_o1*w5 + dL_din_o2*w6  # dL/dout_h1 = dL/din_o1*w5 + dL/din_o2*w6 (sum over paths)
    dout_h1_din_h1 = out_h1*(1 - out_h1)  # dout_h1/din_h1 = out_h1*(1 - out_h1) (slope)
    dL_din_h1 = dL_dout_h1*dout_h1_din_h1  # dL/din_h1 = dL/dout_h1*dout_h1/din_h1 (chain rule)
    dL_dout_h2 = dL_din_o1*w7 + dL_din_o2*w8  # dL/dout_h2 = dL/din_o1*w7 + dL/din_o2*w8 (sum over paths)
    dout_h2_din_h2 = out_h2*(1 - out_h2)  # dout_h2/din_h2 = out_h2*(1 - out_h2) (slope)
    dL_din_h2 = dL_dout_h2*dout_h2_din_h2  # dL/din_h2 = dL/dout_h2*dout_h2/din_h2 (chain rule)
    dL_dw1 = dL_din_h1*x1  # dL/dw1 = dL/din_h1*x1 (chain rule)
    dL_dw2 = dL_din_h2*x1  # dL/dw2 = dL/din_h2*x1 (chain rule)
    dL_dw3 = dL_din_h1*x2  # dL/dw3 = dL/din_h1*x2 (chain rule)
    dL_dw4 = dL_din_h2*x2  # dL/dw4 = dL/din_h2*x2 (chain rule)
    dL_db_h1 = dL_din_h1  # dL/db_h1 = dL/din_h1 (chain rule)
    dL_db_h2 = dL_din_h2  # dL/db_h2 = dL/din_h2 (chain rule)
    return L, [dL_dw1, dL_dw2, dL_dw3, dL_dw4, dL_dw5, dL_dw6, dL_dw7, dL_dw8, dL_db_h1, dL_db_h2, dL_db_o1, dL_db_o2]


def loss_and_gradients(parameters, inputs, targets):
    """The loss of all samples, and its derivative by each parameter: the mean of those of each sample.

    parameters: 12 numbers; inputs, targets: a row of 2 and of 2 for each sample.
    """
    total, sums = 0.0, [0.0] * 12
    for row, wanted in zip(inputs, targets, strict=True):
        loss, gradients = sample_gradients(parameters, row, wanted)
        total += loss
        sums = [summed + own for summed, own in zip(sums, gradients, strict=True)]
    return total / len(inputs), [summed / len(inputs) for summed in sums]


def descend(parameters, inputs, targets, eta):
    """The loss, and the parameters after one step of gradient descent, all from the same gradients."""
    value, gradients = loss_and_gradients(parameters, inputs, targets)
    w1, w2, w3, w4, w5, w6, w7, w8, b_h1, b_h2, b_o1, b_o2 = parameters
    dL_dw1, dL_dw2, dL_dw3, dL_dw4, dL_dw5, dL_dw6, dL_dw7, dL_dw8, dL_db_h1, dL_db_h2, dL_db_o1, dL_db_o2 = gradients
    w1_new = w1 - eta*dL_dw1  # w1_new = w1 - eta*dL/dw1 (gradient descent)
    w2_new = w2 - eta*dL_dw2  # w2_new = w2 - eta*dL/dw2 (gradient descent)
    w3_new = w3 - eta*dL_dw3  # w3_new = w3 - eta*dL/dw3 (gradient descent)
    w4_new = w4 - eta*dL_dw4  # w4_new = w4 - eta*dL/dw4 (gradient descent)
    w5_new = w5 - eta*dL_dw5  # w5_new = w5 - eta*dL/dw5 (gradient descent)
    w6_new = w6 - eta*dL_dw6  # w6_new = w6 - eta*dL/dw6 (gradient descent)
    w7_new = w7 - eta*dL_dw7  # w7_new = w7 - eta*dL/dw7 (gradient descent)
    w8_new = w8 - eta*dL_dw8  # w8_new = w8 - eta*dL/dw8 (gradient descent)
    b_h1_new = b_h1 - eta*dL_db_h1  # b_h1_new = b_h1 - eta*dL/db_h1 (gradient descent)
    b_h2_new = b_h2 - eta*dL_db_h2  # b_h2_new = b_h2 - eta*dL/db_h2 (gradient descent)
    b_o1_new = b_o1 - eta*dL_db_o1  # b_o1_new = b_o1 - eta*dL/db_o1 (gradient descent)
    b_o2_new = b_o2 - eta*dL_db_o2  # b_o2_new = b_o2 - eta*dL/db_o2 (gradient descent)
    return value, [w1_new, w2_new, w3_new, w4_new, w5_new, w6_new, w7_new, w8_new, b_h1_new, b_h2_new, b_o1_new, b_o2_new]


def main():
    """Print what the assignment asks for."""
    inputs, targets = INPUTS[:BATCH], TARGETS[:BATCH]
    value, gradients = loss_and_gradients(PARAMETERS, inputs, targets)
    print("L =", value)
    for label, gradient in zip(LABELS, gradients, strict=True):
        print(f"dL/d{label} = {gradient}")
    if STEP is not None:
        after = descend(PARAMETERS, inputs, targets, STEP)[1]
        for label, parameter in zip(LABELS, after, strict=True):
            print(f"{label}_new = {parameter}")


if __name__ == "__main__":
    main()
