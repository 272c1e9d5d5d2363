# assignment: nndl3
# right: in_h1 out_h1 out_h2 out_o1 out_o2 L dL/din_o1 dL/dw5 dL/dw8 dL/dw1 dL/dw4 w1_new w8_new
# bug: outputs[k] - targets[k] -> targets[k] - outputs[k] | not right: w5_new w8_new
# bug: hidden[j] * (1 - hidden[j]) -> hidden[j] * hidden[j] | wrong: w1_new w4_new
# bug: w_out[k][j] * -> | wrong: w1_new w3_new
# bug: inputs[i])) -> hidden[i])) | wrong: w1_new w4_new
from math import exp


def sigmoid(x):
    return 1.0 / (1.0 + exp(-x))


inputs = [0.5, 0.3]
targets = [0.23, -0.07]
w_hid = [[0.2, 0.5], [-0.4, 0.6]]
w_out = [[0.1, -0.3], [-0.5, 0.8]]
rate = 1.0

hidden = []
for j in range(len(w_hid)):
    total = 0.0
    for i in range(len(inputs)):
        total += w_hid[j][i] * inputs[i]
    hidden.append(sigmoid(total))
outputs = [sigmoid(sum(w * h for w, h in zip(row, hidden))) for row in w_out]
error = 0.0
for k in range(len(targets)):
    error += 0.5 * (targets[k] - outputs[k]) ** 2

out_deltas = []
for k in range(2):
    out_deltas.append((outputs[k] - targets[k]) * outputs[k] * (1 - outputs[k]))
hid_deltas = [0.0] * 2
for j in range(2):
    back = 0.0
    for k in range(2):
        back = back + w_out[k][j] * out_deltas[k]
    hid_deltas[j] = back * hidden[j] * (1 - hidden[j])
for k in range(2):
    for j in range(2):
        change = out_deltas[k] * hidden[j]
        w_out[k][j] -= rate * change
for j in range(2):
    for i in range(2):
        change = (hid_deltas[j] * (inputs[i]))
        w_hid[j][i] -= rate * change
print("error", error)
