using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Packages.Conformance.Tests.TorchSharp;

public class AutogradTests
{
    [Fact]
    public void Grad_ConvolutionNormActivation_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var x = randn([2, 4, 5, 5], float64, generator: generator).requires_grad_();
        var weight = randn([6, 4, 3, 3], float64, generator: generator);
        var bias = randn([6], float64, generator: generator);
        var gamma = randn([6], float64, generator: generator);
        Tensor Loss(Tensor at) => F.silu(F.group_norm(F.conv2d(at, weight, bias, padding: [1, 1]), 3, gamma, bias)).pow(2).sum();

        var gradient = autograd.grad([Loss(x)], [x])[0];

        const double Step = 1e-5;
        foreach (var element in new[] { 0, 17, 101, 199 })
        {
            var forward = Moved(x, element, Step);
            var back = Moved(x, element, -Step);
            var difference = (Loss(forward).item<double>() - Loss(back).item<double>()) / (2 * Step);
            Assert.Equal(difference, gradient.data<double>()[element], 1e-5 * Math.Max(1, Math.Abs(difference)));
        }
    }

    [Fact]
    public void Grad_OnTwoThreadsOverSharedParameters_EqualsOneThread()
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var weight = randn([8, 3, 3, 3], generator: generator).requires_grad_();
        var inputs = Enumerable.Range(0, 8).Select(_ => randn([4, 3, 16, 16], generator: generator)).ToArray();
        float[] Gradient(int i)
        {
            using var inner = NewDisposeScope();
            return autograd.grad([F.conv2d(inputs[i], weight, padding: [1, 1]).pow(2).mean()], [weight])[0].data<float>().ToArray();
        }

        var alone = Enumerable.Range(0, 8).Select(Gradient).ToArray();
        var together = new float[8][];
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => together[i] = Gradient(i));

        Assert.Equal(alone, together);
    }

    [Fact]
    public void Backward_Twice_AccumulatesInGrad()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f]).requires_grad_();
        (x * x).sum().backward();
        (x * 3).sum().backward();
        Assert.Equal([5f, 7f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void NoGrad_Inside_RecordsNothing()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, 2f]).requires_grad_();
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
        }

        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void Grad_WithGradOutputsAndUnusedInput_WeightsAndReportsNull()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1.0, 2.0]).requires_grad_();
        var unused = tensor([1.0]).requires_grad_();
        var gradients = autograd.grad([x * x], [x, unused], [tensor([1.0, 10.0])], allow_unused: true);
        Assert.Equal([2.0, 40.0], gradients[0].data<double>().ToArray());
        Assert.Null(gradients[1]);
        Assert.Null(x.grad);
    }

    [Fact]
    public void Grad_OfAGradient_IsTheSecondDerivative()
    {
        using var scope = NewDisposeScope();
        var x = tensor([3.0]).requires_grad_();
        var first = autograd.grad([x.pow(3).sum()], [x], retain_graph: true, create_graph: true)[0];
        Assert.Equal(27.0, first.item<double>(), 1e-9);
        Assert.Equal(18.0, autograd.grad([first.sum()], [x])[0].item<double>(), 1e-9);
    }

    [Fact]
    public void Backward_ThroughAFreedGraph_ThrowsExternalException()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f]).requires_grad_();
        var loss = (x * x).sum();
        loss.backward();
        Assert.ThrowsAny<System.Runtime.InteropServices.ExternalException>(() => loss.backward());
    }

    private static Tensor Moved(Tensor x, int element, double by)
    {
        var copy = x.detach().clone();
        copy.data<double>()[element] += by;
        return copy;
    }
}
