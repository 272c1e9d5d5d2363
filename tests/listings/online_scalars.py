# assignment: online.toml
# right: out_h1 out_h2 out_o1 dL/din_o1 dL/dw5 dL/dw1 w5_new w1_new w4_new
# bug: delta_o*w5*h1*(1 - h1) -> delta_o*w5*h1 | wrong: dL/din_h1 | line: delta_h1 =
# bug: w6 = w6 - eta*delta_o*h2 -> w6 = w6 - eta*delta_o*h1 | wrong: w6_new
# bug: (o - t)*o*(1 - o) -> (o - t) | wrong: dL/din_o1 | line: delta_o =
import math

w1, w2, w3, w4, w5, w6 = 0.1, 0.2, 0.3, 0.4, 0.5, 0.6
eta = 0.5
data = [((0.2, 0.9), 0.7), ((0.8, 0.4), 0.3)]


def sigma(z):
    return 1/(1 + math.exp(-z))


for epoch in range(100):
    for (x1, x2), t in data:
        h1 = sigma(w1*x1 + w3*x2)
        h2 = sigma(w2*x1 + w4*x2)
        o = sigma(w5*h1 + w6*h2)
        delta_o = (o - t)*o*(1 - o)
        delta_h1 = delta_o*w5*h1*(1 - h1)
        delta_h2 = delta_o*w6*h2*(1 - h2)
        dw5 = delta_o*h1
        dw1 = delta_h1*x1
        w5 = w5 - eta*dw5
        w6 = w6 - eta*delta_o*h2
        w1 = w1 - eta*dw1
        w2 = w2 - eta*delta_h2*x1
        w3 = w3 - eta*delta_h1*x2
        w4 = w4 - eta*delta_h2*x2
