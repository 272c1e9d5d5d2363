# assignment: nndl3-relu
# right: in_h1 out_h1 out_h2 dL/dw1 dL/dw4
# bug: return 1 if z > 0 else 0 -> return 1 if z < 0 else 0 | wrong: dL/din_h1 | line: delta_h1 =
# bug: if z < 0: -> if z > 0: | wrong: out_h1
def relu(z):
    if z < 0:
        return 0
    return z

def drelu(z):
    return 1 if z > 0 else 0

in_h1 = w1*x1 + w3*x2
in_h2 = w2*x1 + w4*x2
h1 = relu(in_h1)
h2 = relu(in_h2)
delta_h1 = dL_dout_h1 * drelu(in_h1)
delta_h2 = dL_dout_h2 * drelu(in_h2)
dw1 = delta_h1*x1
dw4 = delta_h2*x2
