using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Packages.Conformance.Tests.TorchSharp;

public class TensorTests
{
    [Fact]
    public void Operators_TensorsAndScalars_GiveElementwiseValues()
    {
        using var scope = NewDisposeScope();
        var a = tensor([1f, 2f, 4f]);
        var b = tensor([3f, 5f, 7f]);
        Assert.Equal([4f, 7f, 11f], (a + b).data<float>().ToArray());
        Assert.Equal([-2f, -3f, -3f], (a - b).data<float>().ToArray());
        Assert.Equal([0f, -1f, -3f], (1 - a).data<float>().ToArray());
        Assert.Equal([2f, 1f, 0.5f], (2.0 / a).data<float>().ToArray());
        Assert.Equal([1.5f, 3f, 6f], (a * 1.5).data<float>().ToArray());
        Assert.Equal([-1f, -2f, -4f], (-a).data<float>().ToArray());
    }

    [Fact]
    public void Shapes_ReshapePermuteNarrowCat_MoveElements()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, float32).reshape(2, 3);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], x.permute(1, 0).contiguous().data<float>().ToArray());
        Assert.Equal([1f, 2f, 4f, 5f], x.narrow(1, 1, 2).data<float>().ToArray());
        Assert.Equal([4, 3], cat([x, x], 0).shape);
        Assert.Equal([2, 2, 3], stack([x, x], 0).shape);
        Assert.Equal(2, x.chunk(2, 0).Length);
        Assert.Equal([2L, 2L], x.argmax(1).data<long>().ToArray());
    }

    [Fact]
    public void Call_ShapesThatDoNotFit_ThrowsExternalExceptionWithLibtorchsText()
    {
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsAny<ExternalException>(() => ones([2, 3]).matmul(ones([4, 5])));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DisposeScope_AtItsEnd_DisposesAllButWhatMovedOut()
    {
        Tensor kept;
        Tensor lost;
        using (NewDisposeScope())
        {
            lost = ones([3]);
            kept = (lost * 2).MoveToOuterDisposeScope();
        }

        Assert.True(lost.IsInvalid);
        Assert.Equal([2f, 2f, 2f], kept.data<float>().ToArray());
        kept.Dispose();
        Assert.Throws<InvalidOperationException>(() => kept.sum());
    }

    [Fact]
    public void Generator_SameSeed_SameDraws()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(11);
        using var second = new Generator(11);
        Assert.Equal(randn([64], generator: first).data<float>().ToArray(), randn([64], generator: second).data<float>().ToArray());
        Assert.NotEqual(randn([64], generator: first).data<float>().ToArray(), randn([32], generator: second).data<float>().ToArray());
    }

    [Fact]
    public void Conv2d_StrideAndPadding_EqualsTheSumWrittenOut()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var x = randn([1, 2, 5, 4], generator: generator);
        var w = randn([3, 2, 3, 3], generator: generator);
        var b = randn([3], generator: generator);
        var y = F.conv2d(x, w, b, strides: [2, 2], padding: [1, 1]);
        Assert.Equal([1, 3, 3, 2], y.shape);
        var (xs, ws, bs, ys) = (x.data<float>().ToArray(), w.data<float>().ToArray(), b.data<float>().ToArray(), y.data<float>().ToArray());
        for (var o = 0; o < 3; o++)
        {
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 2; j++)
                {
                    double sum = bs[o];
                    for (var c = 0; c < 2; c++)
                    {
                        for (var u = 0; u < 3; u++)
                        {
                            for (var v = 0; v < 3; v++)
                            {
                                var (row, column) = ((2 * i) + u - 1, (2 * j) + v - 1);
                                if (row is >= 0 and < 5 && column is >= 0 and < 4)
                                {
                                    sum += xs[(((c * 5) + row) * 4) + column] * ws[(((((o * 2) + c) * 3) + u) * 3) + v];
                                }
                            }
                        }
                    }

                    Assert.Equal(sum, ys[(((o * 3) + i) * 2) + j], 1e-5);
                }
            }
        }
    }

    [Fact]
    public void AdamW_ThreeSteps_EqualsTheAlgorithmInDouble()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(tensor([1.0, -2.0]));
        using var optimizer = optim.AdamW([parameter], lr: 0.1, beta1: 0.9, beta2: 0.99, weight_decay: 0.05);
        double[] expected = [1.0, -2.0], mean = [0, 0], square = [0, 0];
        for (var step = 1; step <= 3; step++)
        {
            optimizer.zero_grad();
            (parameter * parameter * parameter).sum().backward();
            optimizer.step();
            for (var i = 0; i < 2; i++)
            {
                var gradient = 3 * expected[i] * expected[i];
                expected[i] -= 0.1 * 0.05 * expected[i];
                mean[i] = (0.9 * mean[i]) + (0.1 * gradient);
                square[i] = (0.99 * square[i]) + (0.01 * gradient * gradient);
                expected[i] -= 0.1 * (mean[i] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(square[i] / (1 - Math.Pow(0.99, step))) + 1e-8);
            }
        }

        Assert.Equal(expected[0], parameter.data<double>()[0], 1e-12);
        Assert.Equal(expected[1], parameter.data<double>()[1], 1e-12);
    }

    [Fact]
    public void ClipGradNorm_AboveTheLimit_ScalesAllGradients()
    {
        using var scope = NewDisposeScope();
        using var a = new Parameter(tensor([3.0]));
        using var b = new Parameter(tensor([4.0]));
        ((a * 3) + (b * 4)).sum().backward();
        Assert.Equal(5.0, nn.utils.clip_grad_norm_([a, b], 1.0), 1e-9);
        Assert.Equal(0.6, a.grad!.item<double>(), 1e-5);
        Assert.Equal(0.8, b.grad!.item<double>(), 1e-5);
    }
}
