using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Layers without state.</summary>
        public static partial class functional
        {
            private static readonly long[] Ones = [1, 1];
            private static readonly long[] Zeros = [0, 0];

            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1)
            {
                var call = new Call(Operators.Conv1d);
                call.Add(input);
                call.Add(weight);
                call.Add(bias);
                call.Add([stride ?? 1]);
                call.Add([padding ?? 0]);
                call.Add([dilation ?? 1]);
                call.Add(groups);
                return call.One();
            }

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
            {
                var call = new Call(Operators.Conv2d);
                call.Add(input);
                call.Add(weight);
                call.Add(bias);
                call.Add(strides ?? Ones);
                call.Add(padding ?? Zeros);
                call.Add(dilation ?? Ones);
                call.Add(groups);
                return call.One();
            }

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null)
            {
                var call = new Call(Operators.Linear);
                call.Add(input);
                call.Add(weights);
                call.Add(bias);
                return call.One();
            }

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
            {
                var call = new Call(Operators.GroupNorm);
                call.Add(input);
                call.Add(num_groups);
                call.Add(weight);
                call.Add(bias);
                call.Add(eps);
                return call.One();
            }

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
            {
                var call = new Call(Operators.LayerNorm);
                call.Add(input);
                call.Add(normalized_shape);
                call.Add(weight);
                call.Add(bias);
                call.Add(eps);
                return call.One();
            }

            public static Tensor silu(Tensor x, bool inplace = false)
            {
                RefuseInPlace(inplace);
                return x.silu();
            }

            public static Tensor relu(Tensor x, bool inplace = false)
            {
                RefuseInPlace(inplace);
                return x.relu();
            }

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                RefuseInPlace(inplace);
                var call = new Call(Operators.Dropout);
                call.Add(input);
                call.Add(p);
                call.Add(training);
                return call.One();
            }

            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                if (antialias || recompute_scale_factor || x.ndim != 4)
                {
                    throw new NotSupportedException("Resizing other than plain 2-D needs the official TorchSharp package.");
                }

                size ??= [(long)(x.size(2) * scale_factor![0]), (long)(x.size(3) * scale_factor[1])];
                var call = new Call(mode == InterpolationMode.Nearest ? Operators.UpsampleNearest : Operators.UpsampleBilinear);
                call.Add(x);
                call.Add(size);
                if (mode != InterpolationMode.Nearest)
                {
                    call.Add(align_corners ?? false);
                }

                return call.One();
            }

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null)
            {
                var call = new Call(Operators.AvgPool2d);
                call.Add(input);
                call.Add([kernel_size, kernel_size]);
                call.Add([stride ?? kernel_size, stride ?? kernel_size]);
                call.Add([padding, padding]);
                call.Add(ceil_mode);
                call.Add(count_include_pad);
                call.Add(divisor_override);
                return call.One();
            }

            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0)
            {
                var call = new Call(Operators.CrossEntropy);
                call.Add(input);
                call.Add(target);
                call.Add(weight);
                call.Add((long)reduction);
                call.Add(ignore_index);
                call.Add(label_smoothing);
                return call.One();
            }

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                var call = new Call(Operators.MseLoss);
                call.Add(input);
                call.Add(target);
                call.Add((long)reduction);
                return call.One();
            }

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                var call = new Call(Operators.NllLoss);
                call.Add(input);
                call.Add(target);
                call.Add(weight);
                call.Add((long)reduction);
                return call.One();
            }

            private static void RefuseInPlace(bool inplace)
            {
                if (inplace)
                {
                    throw new NotSupportedException("In-place layers need the official TorchSharp package.");
                }
            }
        }
    }
}
