# assignment: bce.toml
# right: out_h1[1] out_o1[2] L
# bug: torch.tanh -> torch.sigmoid | not right: out_h1[1]
# bug: nn.BCELoss() -> nn.MSELoss() | wrong: L
import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(2, 2)
        self.fc2 = nn.Linear(2, 1)

    def forward(self, x):
        h = torch.tanh(self.fc1(x))
        p = torch.sigmoid(self.fc2(h))
        return p


x = torch.tensor([[0.6, -0.9], [0.3, 0.8]])
y = torch.tensor([[1.0], [0.0]])
model = Net()
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(100):
    optimizer.zero_grad()
    out = model(x)
    loss = criterion(out, y)
    loss.backward()
    optimizer.step()
