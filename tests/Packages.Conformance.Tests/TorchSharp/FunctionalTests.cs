using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Packages.Conformance.Tests.TorchSharp;

public class FunctionalTests
{
    [Fact]
    public void Eigh_SymmetricMatrix_GivesAscendingValuesAndVectorsInColumns()
    {
        using var scope = NewDisposeScope();
        var (values, vectors) = linalg.eigh(tensor(new double[] { 2, 1, 1, 2 }, [2, 2]));
        var (l, v) = (values.data<double>(), vectors.contiguous().data<double>());
        Assert.Equal(1, l[0], 1e-12);
        Assert.Equal(3, l[1], 1e-12);
        Assert.Equal(-v[0], v[2], 1e-12);
        Assert.Equal(v[1], v[3], 1e-12);
        Assert.Equal(Math.Sqrt(0.5), Math.Abs(v[1]), 1e-12);
    }

    [Fact]
    public void GroupNorm_TwoGroups_EqualsTheDefinition()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var x = randn([2, 4, 3, 3], float64, generator: generator);
        var (gamma, beta) = (randn([4], float64, generator: generator), randn([4], float64, generator: generator));
        var y = F.group_norm(x, 2, gamma, beta, 1e-5).data<double>();
        var (xs, gs, bs) = (x.data<double>(), gamma.data<double>(), beta.data<double>());
        for (var n = 0; n < 2; n++)
        {
            for (var g = 0; g < 2; g++)
            {
                // A group is 2 channels of 9 pixels, which lie together.
                var first = ((n * 4) + (g * 2)) * 9;
                var mean = Enumerable.Range(first, 18).Average(i => xs[i]);
                var variance = Enumerable.Range(first, 18).Average(i => Math.Pow(xs[i] - mean, 2));
                for (var i = first; i < first + 18; i++)
                {
                    var channel = i / 9 % 4;
                    Assert.Equal(((xs[i] - mean) / Math.Sqrt(variance + 1e-5) * gs[channel]) + bs[channel], y[i], 1e-10);
                }
            }
        }
    }

    [Fact]
    public void LayerNorm_LastAxis_HasMeanZeroAndVarianceOne()
    {
        using var scope = NewDisposeScope();
        var y = F.layer_norm(arange(12, float64).reshape(3, 4), [4]);
        Assert.All(y.mean([1]).data<double>().ToArray(), mean => Assert.Equal(0, mean, 1e-9));
        Assert.All(y.var([1], unbiased: false).data<double>().ToArray(), variance => Assert.Equal(1, variance, 1e-4));
    }

    [Fact]
    public void Silu_Values_AreXTimesSigmoid()
    {
        using var scope = NewDisposeScope();
        var y = F.silu(tensor([-2.0, 0.0, 3.0])).data<double>();
        Assert.Equal(-2 / (1 + Math.Exp(2)), y[0], 1e-12);
        Assert.Equal(0, y[1], 1e-12);
        Assert.Equal(3 / (1 + Math.Exp(-3)), y[2], 1e-12);
    }

    [Fact]
    public void CrossEntropy_Logits_IsTheMeanOfMinusLogSoftmaxAtTheTarget()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([1.0, 2.0, 0.5, -1.0, 0.0, 3.0], [2, 3]);
        var target = tensor([1L, 2L]);
        var picked = F.log_softmax(logits, 1).gather(1, target.unsqueeze(1)).mean().item<double>();
        Assert.Equal(-picked, F.cross_entropy(logits, target).item<double>(), 1e-12);
        Assert.Equal(-picked, F.nll_loss(F.log_softmax(logits, 1), target).item<double>(), 1e-12);
        Assert.Equal(1, F.softmax(logits, 1).narrow(0, 0, 1).sum().item<double>(), 1e-12);
        Assert.Equal([2L], F.cross_entropy(logits, target, reduction: nn.Reduction.None).shape);
    }

    [Fact]
    public void Interpolate_NearestTwice_RepeatsEachPixel()
    {
        using var scope = NewDisposeScope();
        var y = F.interpolate(tensor([1f, 2f, 3f, 4f], [1, 1, 2, 2]), scale_factor: [2, 2]);
        Assert.Equal([1f, 1f, 2f, 2f, 1f, 1f, 2f, 2f, 3f, 3f, 4f, 4f, 3f, 3f, 4f, 4f], y.data<float>().ToArray());
    }

    [Fact]
    public void AvgPool2d_TwoByTwo_Averages()
    {
        using var scope = NewDisposeScope();
        var y = F.avg_pool2d(arange(16, float32).reshape(1, 1, 4, 4), 2);
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], y.data<float>().ToArray());
    }

    [Fact]
    public void Dropout_Training_ZeroesAndScalesAndElseChangesNothing()
    {
        using var scope = NewDisposeScope();
        var x = ones([10_000]);
        var y = F.dropout(x, 0.25, training: true).data<float>().ToArray();
        Assert.All(y, value => Assert.True(value is 0 or > 1.33f and < 1.34f));
        Assert.Equal(0.25, y.Count(value => value == 0) / 10_000.0, 0.03);
        Assert.True(F.dropout(x, 0.25, training: false).Equals(x));
    }

    [Fact]
    public void Conv1d_OfLengthOneKernel_IsAMatrixProductAtEachPlace()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(9);
        var (x, w) = (randn([2, 3, 5], float64, generator: generator), randn([4, 3, 1], float64, generator: generator));
        Assert.True(F.conv1d(x, w).allclose(w.squeeze(2).matmul(x)));
    }

    [Fact]
    public void Linear_WithBias_IsXTimesTransposedWeightPlusBias()
    {
        using var scope = NewDisposeScope();
        var y = F.linear(tensor([1f, 2f], [1, 2]), tensor([3f, 4f, 5f, 6f], [2, 2]), tensor([0.5f, -0.5f]));
        Assert.Equal([11.5f, 16.5f], y.data<float>().ToArray());
    }
}
