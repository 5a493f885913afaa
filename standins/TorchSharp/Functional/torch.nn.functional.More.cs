using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
            {
                var call = new Call(Operators.ConvTranspose2dInput);
                call.Add(input);
                call.Add(weight);
                call.Add(bias);
                call.Add(strides ?? Ones);
                call.Add(padding ?? Zeros);
                call.Add(output_padding ?? Zeros);
                call.Add(groups);
                call.Add(dilation ?? Ones);
                return call.One();
            }

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            {
                var call = new Call(Operators.AvgPool2d);
                call.Add(input);
                call.Add(kernel_size);
                call.Add(stride ?? kernel_size);
                call.Add(padding ?? Zeros);
                call.Add(ceil_mode);
                call.Add(count_include_pad);
                call.Add(divisor_override);
                return call.One();
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
            {
                var call = new Call(Operators.AdaptiveAvgPool2d);
                call.Add(input);
                call.Add(output_size);
                return call.One();
            }

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size, output_size]);

            public static Tensor gelu(Tensor x)
            {
                var call = new Call(Operators.Gelu);
                call.Add(x);
                return call.One();
            }

            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                var call = new Call(Operators.OneHot);
                call.Add(x);
                call.Add(num_classes);
                return call.One();
            }

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20)
            {
                var call = new Call(Operators.Softplus);
                call.Add(x);
                call.Add(beta);
                call.Add(threshold);
                return call.One();
            }

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                var call = new Call(Operators.L1Loss);
                call.Add(input);
                call.Add(target);
                call.Add((long)reduction);
                return call.One();
            }

            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean)
            {
                var call = new Call(Operators.HuberLoss);
                call.Add(input);
                call.Add(target);
                call.Add((long)reduction);
                call.Add(delta);
                return call.One();
            }

            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
            {
                var call = new Call(Operators.BinaryCrossEntropyWithLogits);
                call.Add(input);
                call.Add(target);
                call.Add(weight);
                call.Add(pos_weights);
                call.Add((long)reduction);
                return call.One();
            }

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false)
            {
                RefuseInPlace(inplace);
                return x.tanh();
            }

            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12) =>
                input / input.norm((int)dim, keepdim: true, (float)p).clamp(min: eps).expand_as(input);
        }
    }
}
