// Made by symbp 0.2.0 from 'nndl3-bias'; every line stands in its derivation.
//
// NNDL assignment 3, with biases
// Layers: 2 - 2 - 2, sigmoid, sigmoid.
// Loss: squared-error, half-sum over the outputs, mean over the samples.
// Parameters, in order: w1, w2, w3, w4, w5, w6, w7, w8, b_h1, b_h2, b_o1, b_o2.
// Inputs: x1, x2.
// Targets: y1, y2.
//
// To see the assignment's values: cc -x c -D NNDL3_BIAS_MAIN nndl3_bias.h -o nndl3_bias -lm && ./nndl3_bias

#ifndef NNDL3_BIAS_H
#define NNDL3_BIAS_H

#include <math.h>
#include <stddef.h>

enum {
    NNDL3_BIAS_PARAMETERS = 12,
    NNDL3_BIAS_INPUTS = 2,
    NNDL3_BIAS_TARGETS = 2,
    NNDL3_BIAS_BATCH = 1 /* samples of one update */
};

// The loss of one sample; gradients receives its derivative by each parameter, in their order.
static inline double nndl3_bias_sample_gradients(
    const double *parameters, const double *inputs, const double *targets, double *gradients)
{
    const double w1 = parameters[0];
    const double w2 = parameters[1];
    const double w3 = parameters[2];
    const double w4 = parameters[3];
    const double w5 = parameters[4];
    const double w6 = parameters[5];
    const double w7 = parameters[6];
    const double w8 = parameters[7];
    const double b_h1 = parameters[8];
    const double b_h2 = parameters[9];
    const double b_o1 = parameters[10];
    const double b_o2 = parameters[11];
    const double x1 = inputs[0];
    const double x2 = inputs[1];
    const double y1 = targets[0];
    const double y2 = targets[1];
    const double in_h1 = w1*x1 + w3*x2 + b_h1; // in_h1 = w1*x1 + w3*x2 + b_h1 (affine)
    const double out_h1 = 1.0/(1.0 + exp(-in_h1)); // out_h1 = 1/(1 + exp(-in_h1)) (sigmoid)
    const double in_h2 = w2*x1 + w4*x2 + b_h2; // in_h2 = w2*x1 + w4*x2 + b_h2 (affine)
    const double out_h2 = 1.0/(1.0 + exp(-in_h2)); // out_h2 = 1/(1 + exp(-in_h2)) (sigmoid)
    const double in_o1 = w5*out_h1 + w7*out_h2 + b_o1; // in_o1 = w5*out_h1 + w7*out_h2 + b_o1 (affine)
    const double out_o1 = 1.0/(1.0 + exp(-in_o1)); // out_o1 = 1/(1 + exp(-in_o1)) (sigmoid)
    const double in_o2 = w6*out_h1 + w8*out_h2 + b_o2; // in_o2 = w6*out_h1 + w8*out_h2 + b_o2 (affine)
    const double out_o2 = 1.0/(1.0 + exp(-in_o2)); // out_o2 = 1/(1 + exp(-in_o2)) (sigmoid)
    const double L = 0.5*(pow(out_o1 - y1, 2.0) + pow(out_o2 - y2, 2.0)); // L = 1/2*((out_o1 - y1)**2 + (out_o2 - y2)**2) (squared-error)
    const double dL_dout_o1 = out_o1 - y1; // dL/dout_o1 = out_o1 - y1 (derivative of the loss)
    const double dout_o1_din_o1 = out_o1*(1.0 - out_o1); // dout_o1/din_o1 = out_o1*(1 - out_o1) (slope)
    const double dL_din_o1 = dL_dout_o1*dout_o1_din_o1; // dL/din_o1 = dL/dout_o1*dout_o1/din_o1 (chain rule)
    const double dL_dout_o2 = out_o2 - y2; // dL/dout_o2 = out_o2 - y2 (derivative of the loss)
    const double dout_o2_din_o2 = out_o2*(1.0 - out_o2); // dout_o2/din_o2 = out_o2*(1 - out_o2) (slope)
    const double dL_din_o2 = dL_dout_o2*dout_o2_din_o2; // dL/din_o2 = dL/dout_o2*dout_o2/din_o2 (chain rule)
    const double dL_dw5 = dL_din_o1*out_h1; // dL/dw5 = dL/din_o1*out_h1 (chain rule)
    const double dL_dw6 = dL_din_o2*out_h1; // dL/dw6 = dL/din_o2*out_h1 (chain rule)
    const double dL_dw7 = dL_din_o1*out_h2; // dL/dw7 = dL/din_o1*out_h2 (chain rule)
    const double dL_dw8 = dL_din_o2*out_h2; // dL/dw8 = dL/din_o2*out_h2 (chain rule)
    const double dL_db_o1 = dL_din_o1; // dL/db_o1 = dL/din_o1 (chain rule)
    const double dL_db_o2 = dL_din_o2; // dL/db_o2 = dL/din_o2 (chain rule)
    const double dL_dout_h1 = dL_din_o1*w5 + dL_din_o2*w6; // dL/dout_h1 = dL/din_o1*w5 + dL/din_o2*w6 (sum over paths)
    const double dout_h1_din_h1 = out_h1*(1.0 - out_h1); // dout_h1/din_h1 = out_h1*(1 - out_h1) (slope)
    const double dL_din_h1 = dL_dout_h1*dout_h1_din_h1; // dL/din_h1 = dL/dout_h1*dout_h1/din_h1 (chain rule)
    const double dL_dout_h2 = dL_din_o1*w7 + dL_din_o2*w8; // dL/dout_h2 = dL/din_o1*w7 + dL/din_o2*w8 (sum over paths)
    const double dout_h2_din_h2 = out_h2*(1.0 - out_h2); // dout_h2/din_h2 = out_h2*(1 - out_h2) (slope)
    const double dL_din_h2 = dL_dout_h2*dout_h2_din_h2; // dL/din_h2 = dL/dout_h2*dout_h2/din_h2 (chain rule)
    const double dL_dw1 = dL_din_h1*x1; // dL/dw1 = dL/din_h1*x1 (chain rule)
    const double dL_dw2 = dL_din_h2*x1; // dL/dw2 = dL/din_h2*x1 (chain rule)
    const double dL_dw3 = dL_din_h1*x2; // dL/dw3 = dL/din_h1*x2 (chain rule)
    const double dL_dw4 = dL_din_h2*x2; // dL/dw4 = dL/din_h2*x2 (chain rule)
    const double dL_db_h1 = dL_din_h1; // dL/db_h1 = dL/din_h1 (chain rule)
    const double dL_db_h2 = dL_din_h2; // dL/db_h2 = dL/din_h2 (chain rule)
    gradients[0] = dL_dw1;
    gradients[1] = dL_dw2;
    gradients[2] = dL_dw3;
    gradients[3] = dL_dw4;
    gradients[4] = dL_dw5;
    gradients[5] = dL_dw6;
    gradients[6] = dL_dw7;
    gradients[7] = dL_dw8;
    gradients[8] = dL_db_h1;
    gradients[9] = dL_db_h2;
    gradients[10] = dL_db_o1;
    gradients[11] = dL_db_o2;
    return L;
}

// The loss of all samples, the mean of theirs, and its derivative by each parameter.
// inputs and targets hold one sample behind the other.
static inline double nndl3_bias_loss_and_gradients(
    const double *parameters, const double *inputs, const double *targets, size_t samples, double *gradients)
{
    double total = 0.0;
    for (size_t k = 0; k < NNDL3_BIAS_PARAMETERS; k++)
        gradients[k] = 0.0;
    for (size_t s = 0; s < samples; s++) {
        double own[NNDL3_BIAS_PARAMETERS];
        total += nndl3_bias_sample_gradients(
            parameters, inputs + s * NNDL3_BIAS_INPUTS, targets + s * NNDL3_BIAS_TARGETS, own);
        for (size_t k = 0; k < NNDL3_BIAS_PARAMETERS; k++)
            gradients[k] += own[k];
    }
    for (size_t k = 0; k < NNDL3_BIAS_PARAMETERS; k++)
        gradients[k] /= (double)samples;
    return total / (double)samples;
}

// One step of gradient descent: the parameters are replaced, all from the same gradients. Gives the loss before it.
static inline double nndl3_bias_descend(
    double *parameters, const double *inputs, const double *targets, size_t samples, double eta)
{
    double gradients[NNDL3_BIAS_PARAMETERS];
    const double loss = nndl3_bias_loss_and_gradients(parameters, inputs, targets, samples, gradients);
    const double w1 = parameters[0];
    const double w2 = parameters[1];
    const double w3 = parameters[2];
    const double w4 = parameters[3];
    const double w5 = parameters[4];
    const double w6 = parameters[5];
    const double w7 = parameters[6];
    const double w8 = parameters[7];
    const double b_h1 = parameters[8];
    const double b_h2 = parameters[9];
    const double b_o1 = parameters[10];
    const double b_o2 = parameters[11];
    const double dL_dw1 = gradients[0];
    const double dL_dw2 = gradients[1];
    const double dL_dw3 = gradients[2];
    const double dL_dw4 = gradients[3];
    const double dL_dw5 = gradients[4];
    const double dL_dw6 = gradients[5];
    const double dL_dw7 = gradients[6];
    const double dL_dw8 = gradients[7];
    const double dL_db_h1 = gradients[8];
    const double dL_db_h2 = gradients[9];
    const double dL_db_o1 = gradients[10];
    const double dL_db_o2 = gradients[11];
    parameters[0] = w1 - eta*dL_dw1; // w1_new = w1 - eta*dL/dw1 (gradient descent)
    parameters[1] = w2 - eta*dL_dw2; // w2_new = w2 - eta*dL/dw2 (gradient descent)
    parameters[2] = w3 - eta*dL_dw3; // w3_new = w3 - eta*dL/dw3 (gradient descent)
    parameters[3] = w4 - eta*dL_dw4; // w4_new = w4 - eta*dL/dw4 (gradient descent)
    parameters[4] = w5 - eta*dL_dw5; // w5_new = w5 - eta*dL/dw5 (gradient descent)
    parameters[5] = w6 - eta*dL_dw6; // w6_new = w6 - eta*dL/dw6 (gradient descent)
    parameters[6] = w7 - eta*dL_dw7; // w7_new = w7 - eta*dL/dw7 (gradient descent)
    parameters[7] = w8 - eta*dL_dw8; // w8_new = w8 - eta*dL/dw8 (gradient descent)
    parameters[8] = b_h1 - eta*dL_db_h1; // b_h1_new = b_h1 - eta*dL/db_h1 (gradient descent)
    parameters[9] = b_h2 - eta*dL_db_h2; // b_h2_new = b_h2 - eta*dL/db_h2 (gradient descent)
    parameters[10] = b_o1 - eta*dL_db_o1; // b_o1_new = b_o1 - eta*dL/db_o1 (gradient descent)
    parameters[11] = b_o2 - eta*dL_db_o2; // b_o2_new = b_o2 - eta*dL/db_o2 (gradient descent)
    return loss;
}

#ifdef NNDL3_BIAS_MAIN
#include <stdio.h>

int main(void)
{
    static const char *const labels[] = {"w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "b_h1", "b_h2", "b_o1", "b_o2"};
    static const double inputs[] = {0.5, 0.3};
    static const double targets[] = {0.23, -0.07};
    double parameters[] = {0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8, 0.1, 0.1, 0.1, 0.1};
    double gradients[NNDL3_BIAS_PARAMETERS];
    const double loss = nndl3_bias_loss_and_gradients(parameters, inputs, targets, NNDL3_BIAS_BATCH, gradients);
    printf("%s = %.17g\n", "L", loss);
    for (size_t k = 0; k < NNDL3_BIAS_PARAMETERS; k++)
        printf("dL/d%s = %.17g\n", labels[k], gradients[k]);
    nndl3_bias_descend(parameters, inputs, targets, NNDL3_BIAS_BATCH, 1.0);
    for (size_t k = 0; k < NNDL3_BIAS_PARAMETERS; k++)
        printf("%s_new = %.17g\n", labels[k], parameters[k]);
    return 0;
}
#endif

#endif
