// Made by symbp 0.2.0 from 'nndl3-bias'; every line stands in its derivation.
//
// NNDL assignment 3, with biases
// Layers: 2 - 2 - 2, sigmoid, sigmoid.
// Loss: squared-error, half-sum over the outputs, mean over the samples.
// Parameters, in order: w1, w2, w3, w4, w5, w6, w7, w8, b_h1, b_h2, b_o1, b_o2.
// Inputs: x1, x2.
// Targets: y1, y2.
//
// To see the assignment's values: rustc -O nndl3_bias.rs && ./nndl3_bias

#![allow(non_snake_case, unused_variables, dead_code)]

pub const LABELS: [&str; 12] = ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "b_h1", "b_h2", "b_o1", "b_o2"];
pub const PARAMETERS: [f64; 12] = [0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8, 0.1, 0.1, 0.1, 0.1];
pub const INPUTS: [[f64; 2]; 1] = [[0.5, 0.3]];
pub const TARGETS: [[f64; 2]; 1] = [[0.23, -0.07]];
pub const BATCH: usize = 1; // samples of one update
pub const STEP: Option<f64> = Some(1.0);

/// The loss of one sample, and its derivative by each parameter, in their order.
pub fn sample_gradients(
    parameters: &[f64; 12],
    inputs: &[f64; 2],
    targets: &[f64; 2],
) -> (f64, [f64; 12]) {
    let w1 = parameters[0];
    let w2 = parameters[1];
    let w3 = parameters[2];
    let w4 = parameters[3];
    let w5 = parameters[4];
    let w6 = parameters[5];
    let w7 = parameters[6];
    let w8 = parameters[7];
    let b_h1 = parameters[8];
    let b_h2 = parameters[9];
    let b_o1 = parameters[10];
    let b_o2 = parameters[11];
    let x1 = inputs[0];
    let x2 = inputs[1];
    let y1 = targets[0];
    let y2 = targets[1];
    let in_h1: f64 = w1*x1 + w3*x2 + b_h1; // in_h1 = w1*x1 + w3*x2 + b_h1 (affine)
    let out_h1: f64 = 1.0/(1.0 + f64::exp(-in_h1)); // out_h1 = 1/(1 + exp(-in_h1)) (sigmoid)
    let in_h2: f64 = w2*x1 + w4*x2 + b_h2; // in_h2 = w2*x1 + w4*x2 + b_h2 (affine)
    let out_h2: f64 = 1.0/(1.0 + f64::exp(-in_h2)); // out_h2 = 1/(1 + exp(-in_h2)) (sigmoid)
    let in_o1: f64 = w5*out_h1 + w7*out_h2 + b_o1; // in_o1 = w5*out_h1 + w7*out_h2 + b_o1 (affine)
    let out_o1: f64 = 1.0/(1.0 + f64::exp(-in_o1)); // out_o1 = 1/(1 + exp(-in_o1)) (sigmoid)
    let in_o2: f64 = w6*out_h1 + w8*out_h2 + b_o2; // in_o2 = w6*out_h1 + w8*out_h2 + b_o2 (affine)
    let out_o2: f64 = 1.0/(1.0 + f64::exp(-in_o2)); // out_o2 = 1/(1 + exp(-in_o2)) (sigmoid)
    let L: f64 = 0.5*(f64::powf(out_o1 - y1, 2.0) + f64::powf(out_o2 - y2, 2.0)); // L = 1/2*((out_o1 - y1)**2 + (out_o2 - y2)**2) (squared-error)
    let dL_dout_o1: f64 = out_o1 - y1; // dL/dout_o1 = out_o1 - y1 (derivative of the loss)
    let dout_o1_din_o1: f64 = out_o1*(1.0 - out_o1); // dout_o1/din_o1 = out_o1*(1 - out_o1) (slope)
    let dL_din_o1: f64 = dL_dout_o1*dout_o1_din_o1; // dL/din_o1 = dL/dout_o1*dout_o1/din_o1 (chain rule)
    let dL_dout_o2: f64 = out_o2 - y2; // dL/dout_o2 = out_o2 - y2 (derivative of the loss)
    let dout_o2_din_o2: f64 = out_o2*(1.0 - out_o2); // dout_o2/din_o2 = out_o2*(1 - out_o2) (slope)
    let dL_din_o2: f64 = dL_dout_o2*dout_o2_din_o2; // dL/din_o2 = dL/dout_o2*dout_o2/din_o2 (chain rule)
    let dL_dw5: f64 = dL_din_o1*out_h1; // dL/dw5 = dL/din_o1*out_h1 (chain rule)
    let dL_dw6: f64 = dL_din_o2*out_h1; // dL/dw6 = dL/din_o2*out_h1 (chain rule)
    let dL_dw7: f64 = dL_din_o1*out_h2; // dL/dw7 = dL/din_o1*out_h2 (chain rule)
    let dL_dw8: f64 = dL_din_o2*out_h2; // dL/dw8 = dL/din_o2*out_h2 (chain rule)
    let dL_db_o1: f64 = dL_din_o1; // dL/db_o1 = dL/din_o1 (chain rule)
    let dL_db_o2: f64 = dL_din_o2; // dL/db_o2 = dL/din_o2 (chain rule)
    let dL_dout_h1: f64 = dL_din_o1*w5 + dL_din_o2*w6; // dL/dout_h1 = dL/din_o1*w5 + dL/din_o2*w6 (sum over paths)
    let dout_h1_din_h1: f64 = out_h1*(1.0 - out_h1); // dout_h1/din_h1 = out_h1*(1 - out_h1) (slope)
    let dL_din_h1: f64 = dL_dout_h1*dout_h1_din_h1; // dL/din_h1 = dL/dout_h1*dout_h1/din_h1 (chain rule)
    let dL_dout_h2: f64 = dL_din_o1*w7 + dL_din_o2*w8; // dL/dout_h2 = dL/din_o1*w7 + dL/din_o2*w8 (sum over paths)
    let dout_h2_din_h2: f64 = out_h2*(1.0 - out_h2); // dout_h2/din_h2 = out_h2*(1 - out_h2) (slope)
    let dL_din_h2: f64 = dL_dout_h2*dout_h2_din_h2; // dL/din_h2 = dL/dout_h2*dout_h2/din_h2 (chain rule)
    let dL_dw1: f64 = dL_din_h1*x1; // dL/dw1 = dL/din_h1*x1 (chain rule)
    let dL_dw2: f64 = dL_din_h2*x1; // dL/dw2 = dL/din_h2*x1 (chain rule)
    let dL_dw3: f64 = dL_din_h1*x2; // dL/dw3 = dL/din_h1*x2 (chain rule)
    let dL_dw4: f64 = dL_din_h2*x2; // dL/dw4 = dL/din_h2*x2 (chain rule)
    let dL_db_h1: f64 = dL_din_h1; // dL/db_h1 = dL/din_h1 (chain rule)
    let dL_db_h2: f64 = dL_din_h2; // dL/db_h2 = dL/din_h2 (chain rule)
    (L, [dL_dw1, dL_dw2, dL_dw3, dL_dw4, dL_dw5, dL_dw6, dL_dw7, dL_dw8, dL_db_h1, dL_db_h2, dL_db_o1, dL_db_o2])
}

/// The loss of all samples, the mean of theirs, and its derivative by each parameter.
pub fn loss_and_gradients(
    parameters: &[f64; 12],
    inputs: &[[f64; 2]],
    targets: &[[f64; 2]],
) -> (f64, [f64; 12]) {
    let mut total = 0.0;
    let mut sums = [0.0; 12];
    for (row, wanted) in inputs.iter().zip(targets) {
        let (loss, gradients) = sample_gradients(parameters, row, wanted);
        total += loss;
        for (sum, own) in sums.iter_mut().zip(gradients) {
            *sum += own;
        }
    }
    let samples = inputs.len() as f64;
    (total / samples, sums.map(|sum| sum / samples))
}

/// The loss, and the parameters after one step of gradient descent, all from the same gradients.
pub fn descend(
    parameters: &[f64; 12],
    inputs: &[[f64; 2]],
    targets: &[[f64; 2]],
    eta: f64,
) -> (f64, [f64; 12]) {
    let (loss, gradients) = loss_and_gradients(parameters, inputs, targets);
    let [w1, w2, w3, w4, w5, w6, w7, w8, b_h1, b_h2, b_o1, b_o2] = *parameters;
    let [dL_dw1, dL_dw2, dL_dw3, dL_dw4, dL_dw5, dL_dw6, dL_dw7, dL_dw8, dL_db_h1, dL_db_h2, dL_db_o1, dL_db_o2] = gradients;
    let w1_new = w1 - eta*dL_dw1; // w1_new = w1 - eta*dL/dw1 (gradient descent)
    let w2_new = w2 - eta*dL_dw2; // w2_new = w2 - eta*dL/dw2 (gradient descent)
    let w3_new = w3 - eta*dL_dw3; // w3_new = w3 - eta*dL/dw3 (gradient descent)
    let w4_new = w4 - eta*dL_dw4; // w4_new = w4 - eta*dL/dw4 (gradient descent)
    let w5_new = w5 - eta*dL_dw5; // w5_new = w5 - eta*dL/dw5 (gradient descent)
    let w6_new = w6 - eta*dL_dw6; // w6_new = w6 - eta*dL/dw6 (gradient descent)
    let w7_new = w7 - eta*dL_dw7; // w7_new = w7 - eta*dL/dw7 (gradient descent)
    let w8_new = w8 - eta*dL_dw8; // w8_new = w8 - eta*dL/dw8 (gradient descent)
    let b_h1_new = b_h1 - eta*dL_db_h1; // b_h1_new = b_h1 - eta*dL/db_h1 (gradient descent)
    let b_h2_new = b_h2 - eta*dL_db_h2; // b_h2_new = b_h2 - eta*dL/db_h2 (gradient descent)
    let b_o1_new = b_o1 - eta*dL_db_o1; // b_o1_new = b_o1 - eta*dL/db_o1 (gradient descent)
    let b_o2_new = b_o2 - eta*dL_db_o2; // b_o2_new = b_o2 - eta*dL/db_o2 (gradient descent)
    (loss, [w1_new, w2_new, w3_new, w4_new, w5_new, w6_new, w7_new, w8_new, b_h1_new, b_h2_new, b_o1_new, b_o2_new])
}

pub fn main() {
    let (loss, gradients) = loss_and_gradients(&PARAMETERS, &INPUTS[..BATCH], &TARGETS[..BATCH]);
    println!("{} = {:?}", "L", loss);
    for (label, gradient) in LABELS.iter().zip(gradients) {
        println!("dL/d{} = {:?}", label, gradient);
    }
    if let Some(step) = STEP {
        let (_, parameters) = descend(&PARAMETERS, &INPUTS[..BATCH], &TARGETS[..BATCH], step);
        for (label, parameter) in LABELS.iter().zip(parameters) {
            println!("{}_new = {:?}", label, parameter);
        }
    }
}
