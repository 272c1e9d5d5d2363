# assignment: bce.toml
# right: out_h1[1] out_o1[2] L dL/dw2_11 dL/dw2_12 dL/db_o1 dL/dw1_11 dL/dw1_22 dL/db_h2 w1_11_new b_o1_new
# bug: / n  # mean -> | wrong: dL/dw2_11 dL/dw2_12
# bug: (1 - h.pow(2)) -> (1 - h) | wrong: dL/din_h1[1] dL/din_h2[2] | line: grad_z1 =
# bug: h.t().mm -> h.mm | not right: dL/dw2_11
# bug: -(y * -> (y * | wrong: L
import torch

x = torch.tensor([[0.6, -0.9], [0.3, 0.8]])
y = torch.tensor([[1.0], [0.0]])
w1 = torch.tensor([[0.2, -0.4], [0.5, 0.6]])
b1 = torch.tensor([0.1, 0.2])
w2 = torch.tensor([[0.7], [-0.3]])
b2 = torch.tensor([0.3])
n = x.shape[0]
lr = 0.1
with torch.no_grad():
    for t in range(500):
        h = torch.tanh(x.mm(w1) + b1)
        p = torch.sigmoid(h.mm(w2) + b2)
        loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
        if t % 100 == 99:
            print(t, loss.item())
        grad_z = (p - y) / n  # mean
        grad_w2 = h.t().mm(grad_z)
        grad_b2 = grad_z.sum(dim=0)
        grad_h = grad_z.mm(w2.t())
        grad_z1 = grad_h * (1 - h.pow(2))
        grad_w1 = x.t().mm(grad_z1)
        grad_b1 = grad_z1.sum(0)
        w1 -= lr * grad_w1
        b1 -= lr * grad_b1
        w2 -= lr * grad_w2
        b2 -= lr * grad_b2
