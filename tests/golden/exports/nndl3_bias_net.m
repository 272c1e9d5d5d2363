% Made by symbp 0.2.0 from 'nndl3-bias'; every line stands in its derivation.
%
% NNDL assignment 3, with biases
% Layers: 2 - 2 - 2, sigmoid, sigmoid.
% Loss: squared-error, half-sum over the outputs, mean over the samples.
% Parameters, in order: w1, w2, w3, w4, w5, w6, w7, w8, b_h1, b_h2, b_o1, b_o2.
% Inputs: x1, x2.
% Targets: y1, y2.
%
% To see the assignment's values, in this folder: octave-cli --eval "nndl3_bias_net.main()"

classdef nndl3_bias_net
    methods (Static)
        function [loss, gradients] = sample_gradients(parameters, inputs, targets)
            % The loss of one sample, and its derivative by each parameter, in their order.
            w1 = parameters(1);
            w2 = parameters(2);
            w3 = parameters(3);
            w4 = parameters(4);
            w5 = parameters(5);
            w6 = parameters(6);
            w7 = parameters(7);
            w8 = parameters(8);
            b_h1 = parameters(9);
            b_h2 = parameters(10);
            b_o1 = parameters(11);
            b_o2 = parameters(12);
            x1 = inputs(1);
            x2 = inputs(2);
            y1 = targets(1);
            y2 = targets(2);
            in_h1 = w1*x1 + w3*x2 + b_h1; % in_h1 = w1*x1 + w3*x2 + b_h1 (affine)
            out_h1 = 1/(1 + exp(-in_h1)); % out_h1 = 1/(1 + exp(-in_h1)) (sigmoid)
            in_h2 = w2*x1 + w4*x2 + b_h2; % in_h2 = w2*x1 + w4*x2 + b_h2 (affine)
            out_h2 = 1/(1 + exp(-in_h2)); % out_h2 = 1/(1 + exp(-in_h2)) (sigmoid)
            in_o1 = w5*out_h1 + w7*out_h2 + b_o1; % in_o1 = w5*out_h1 + w7*out_h2 + b_o1 (affine)
            out_o1 = 1/(1 + exp(-in_o1)); % out_o1 = 1/(1 + exp(-in_o1)) (sigmoid)
            in_o2 = w6*out_h1 + w8*out_h2 + b_o2; % in_o2 = w6*out_h1 + w8*out_h2 + b_o2 (affine)
            out_o2 = 1/(1 + exp(-in_o2)); % out_o2 = 1/(1 + exp(-in_o2)) (sigmoid)
            L = 0.5*((out_o1 - y1)^2 + (out_o2 - y2)^2); % L = 1/2*((out_o1 - y1)**2 + (out_o2 - y2)**2) (squared-error)
            dL_dout_o1 = out_o1 - y1; % dL/dout_o1 = out_o1 - y1 (derivative of the loss)
            dout_o1_din_o1 = out_o1*(1 - out_o1); % dout_o1/din_o1 = out_o1*(1 - out_o1) (slope)
            dL_din_o1 = dL_dout_o1*dout_o1_din_o1; % dL/din_o1 = dL/dout_o1*dout_o1/din_o1 (chain rule)
            dL_dout_o2 = out_o2 - y2; % dL/dout_o2 = out_o2 - y2 (derivative of the loss)
            dout_o2_din_o2 = out_o2*(1 - out_o2); % dout_o2/din_o2 = out_o2*(1 - out_o2) (slope)
            dL_din_o2 = dL_dout_o2*dout_o2_din_o2; % dL/din_o2 = dL/dout_o2*dout_o2/din_o2 (chain rule)
            dL_dw5 = dL_din_o1*out_h1; % dL/dw5 = dL/din_o1*out_h1 (chain rule)
            dL_dw6 = dL_din_o2*out_h1; % dL/dw6 = dL/din_o2*out_h1 (chain rule)
            dL_dw7 = dL_din_o1*out_h2; % dL/dw7 = dL/din_o1*out_h2 (chain rule)
            dL_dw8 = dL_din_o2*out_h2; % dL/dw8 = dL/din_o2*out_h2 (chain rule)
            dL_db_o1 = dL_din_o1; % dL/db_o1 = dL/din_o1 (chain rule)
            dL_db_o2 = dL_din_o2; % dL/db_o2 = dL/din_o2 (chain rule)
            dL_dout_h1 = dL_din_o1*w5 + dL_din_o2*w6; % dL/dout_h1 = dL/din_o1*w5 + dL/din_o2*w6 (sum over paths)
            dout_h1_din_h1 = out_h1*(1 - out_h1); % dout_h1/din_h1 = out_h1*(1 - out_h1) (slope)
            dL_din_h1 = dL_dout_h1*dout_h1_din_h1; % dL/din_h1 = dL/dout_h1*dout_h1/din_h1 (chain rule)
            dL_dout_h2 = dL_din_o1*w7 + dL_din_o2*w8; % dL/dout_h2 = dL/din_o1*w7 + dL/din_o2*w8 (sum over paths)
            dout_h2_din_h2 = out_h2*(1 - out_h2); % dout_h2/din_h2 = out_h2*(1 - out_h2) (slope)
            dL_din_h2 = dL_dout_h2*dout_h2_din_h2; % dL/din_h2 = dL/dout_h2*dout_h2/din_h2 (chain rule)
            dL_dw1 = dL_din_h1*x1; % dL/dw1 = dL/din_h1*x1 (chain rule)
            dL_dw2 = dL_din_h2*x1; % dL/dw2 = dL/din_h2*x1 (chain rule)
            dL_dw3 = dL_din_h1*x2; % dL/dw3 = dL/din_h1*x2 (chain rule)
            dL_dw4 = dL_din_h2*x2; % dL/dw4 = dL/din_h2*x2 (chain rule)
            dL_db_h1 = dL_din_h1; % dL/db_h1 = dL/din_h1 (chain rule)
            dL_db_h2 = dL_din_h2; % dL/db_h2 = dL/din_h2 (chain rule)
            loss = L;
            gradients = [dL_dw1; dL_dw2; dL_dw3; dL_dw4; dL_dw5; dL_dw6; dL_dw7; dL_dw8; dL_db_h1; dL_db_h2; dL_db_o1; dL_db_o2];
        end

        function [loss, gradients] = loss_and_gradients(parameters, inputs, targets)
            % The loss of all samples, the mean of theirs, and its derivative by each parameter.
            % inputs and targets: a row of 2 and of 2 numbers for each sample.
            loss = 0;
            gradients = zeros(12, 1);
            for s = 1:rows_of(inputs)
                [own, own_gradients] = nndl3_bias_net.sample_gradients(parameters, inputs(s, :), targets(s, :));
                loss = loss + own;
                gradients = gradients + own_gradients;
            end
            loss = loss / rows_of(inputs);
            gradients = gradients / rows_of(inputs);
        end

        function [loss, parameters] = descend(parameters, inputs, targets, eta)
            % The loss, and the parameters after one step of gradient descent, all from the same gradients.
            [loss, gradients] = nndl3_bias_net.loss_and_gradients(parameters, inputs, targets);
            w1 = parameters(1);
            w2 = parameters(2);
            w3 = parameters(3);
            w4 = parameters(4);
            w5 = parameters(5);
            w6 = parameters(6);
            w7 = parameters(7);
            w8 = parameters(8);
            b_h1 = parameters(9);
            b_h2 = parameters(10);
            b_o1 = parameters(11);
            b_o2 = parameters(12);
            dL_dw1 = gradients(1);
            dL_dw2 = gradients(2);
            dL_dw3 = gradients(3);
            dL_dw4 = gradients(4);
            dL_dw5 = gradients(5);
            dL_dw6 = gradients(6);
            dL_dw7 = gradients(7);
            dL_dw8 = gradients(8);
            dL_db_h1 = gradients(9);
            dL_db_h2 = gradients(10);
            dL_db_o1 = gradients(11);
            dL_db_o2 = gradients(12);
            parameters(1) = w1 - eta*dL_dw1; % w1_new = w1 - eta*dL/dw1 (gradient descent)
            parameters(2) = w2 - eta*dL_dw2; % w2_new = w2 - eta*dL/dw2 (gradient descent)
            parameters(3) = w3 - eta*dL_dw3; % w3_new = w3 - eta*dL/dw3 (gradient descent)
            parameters(4) = w4 - eta*dL_dw4; % w4_new = w4 - eta*dL/dw4 (gradient descent)
            parameters(5) = w5 - eta*dL_dw5; % w5_new = w5 - eta*dL/dw5 (gradient descent)
            parameters(6) = w6 - eta*dL_dw6; % w6_new = w6 - eta*dL/dw6 (gradient descent)
            parameters(7) = w7 - eta*dL_dw7; % w7_new = w7 - eta*dL/dw7 (gradient descent)
            parameters(8) = w8 - eta*dL_dw8; % w8_new = w8 - eta*dL/dw8 (gradient descent)
            parameters(9) = b_h1 - eta*dL_db_h1; % b_h1_new = b_h1 - eta*dL/db_h1 (gradient descent)
            parameters(10) = b_h2 - eta*dL_db_h2; % b_h2_new = b_h2 - eta*dL/db_h2 (gradient descent)
            parameters(11) = b_o1 - eta*dL_db_o1; % b_o1_new = b_o1 - eta*dL/db_o1 (gradient descent)
            parameters(12) = b_o2 - eta*dL_db_o2; % b_o2_new = b_o2 - eta*dL/db_o2 (gradient descent)
        end

        function main()
            % Print what the assignment asks for.
            labels = {'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'b_h1', 'b_h2', 'b_o1', 'b_o2'};
            parameters = [0.2; -0.4; 0.5; 0.6; 0.1; -0.5; -0.3; 0.8; 0.1; 0.1; 0.1; 0.1];
            inputs = [0.5, 0.3];
            targets = [0.23, -0.07];
            batch = 1:1; % samples of one update
            [loss, gradients] = nndl3_bias_net.loss_and_gradients(parameters, inputs(batch, :), targets(batch, :));
            fprintf('%s = %.17g\n', 'L', loss);
            for k = 1:numel(labels)
                fprintf('dL/d%s = %.17g\n', labels{k}, gradients(k));
            end
            [~, parameters] = nndl3_bias_net.descend(parameters, inputs(batch, :), targets(batch, :), 1.0);
            for k = 1:numel(labels)
                fprintf('%s_new = %.17g\n', labels{k}, parameters(k));
            end
        end
    end
end

function n = rows_of(matrix)
    n = size(matrix, 1);
end
