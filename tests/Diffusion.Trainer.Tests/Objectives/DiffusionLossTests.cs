using Diffusion.Sampling;
using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Objectives;

public sealed class DiffusionLossTests
{
    private static readonly int[] Timesteps = [1, 500, 999];

    [Theory]
    [InlineData(PredictionKind.Epsilon)]
    [InlineData(PredictionKind.X0)]
    [InlineData(PredictionKind.V)]
    public void Of_OutputThatIsTheTarget_HasNoBound(PredictionKind prediction)
    {
        using var scope = NewDisposeScope();
        var equations = Equations(prediction, VarianceKind.FixedSmall);
        var images = Images(equations);
        var right = new DiffusionLoss(equations, LossKind.RescaledKl).Of(equations.Target(images), images);
        var wrong = new DiffusionLoss(equations, LossKind.RescaledKl).Of(equations.Target(images) + 0.5, images);

        // x̂₀ from ε is off by √(1/ᾱ)·2⁻²⁴, which the last timestep of the cosine schedule makes large.
        Assert.All(right.Loss.data<float>().ToArray(), loss => Assert.Equal(0, loss, tolerance: 1e-3f));
        Assert.All(wrong.Loss.data<float>().ToArray()[..2], loss => Assert.True(loss > 0.01));
    }

    [Fact]
    public void Of_OutputOffByAHalf_IsAQuarterByTheSquaredError()
    {
        using var scope = NewDisposeScope();
        var equations = Equations(PredictionKind.V, VarianceKind.FixedSmall);
        var images = Images(equations);
        var terms = new DiffusionLoss(equations, LossKind.Mse).Of(equations.Target(images) + 0.5, images);
        Assert.All(terms.Loss.data<float>().ToArray(), loss => Assert.Equal(0.25, loss, tolerance: 1e-6f));
    }

    [Fact]
    public void Of_LearnedVariance_TheBoundTeachesTheVarianceAlone()
    {
        using var scope = NewDisposeScope();
        var equations = Equations(PredictionKind.Epsilon, VarianceKind.LearnedRange);
        var images = Images(equations);
        var output = (randn([3, 6, 4, 4], generator: new Generator(5)) * 0.3).requires_grad_();

        var hybrid = new DiffusionLoss(equations, LossKind.Mse).Of(output, images);
        var ofBound = autograd.grad([hybrid.Vb!.sum()], [output], retain_graph: true)[0];
        var ofError = autograd.grad([hybrid.Mse!.sum()], [output], retain_graph: true)[0];

        Assert.Equal(0, ofBound.narrow(1, 0, 3).abs().max().item<float>());
        Assert.True(ofBound.narrow(1, 3, 3).abs().max().item<float>() > 1e-6);
        Assert.Equal(0, ofError.narrow(1, 3, 3).abs().max().item<float>());

        // The bound alone reaches both.
        var bound = autograd.grad([new DiffusionLoss(equations, LossKind.Kl).Of(output, images).Loss.sum()], [output])[0];
        Assert.True(bound.narrow(1, 0, 3).abs().max().item<float>() > 1e-6);
        Assert.True((bound.narrow(1, 3, 3) - ofBound.narrow(1, 3, 3)).abs().max().item<float>() < 1e-6);
    }

    private static DiffusionEquations Equations(PredictionKind prediction, VarianceKind variance) =>
        new(new DiffusionModelSettings(NoiseSchedule.Create("cosine", 1000), prediction, variance));

    private static NoisyImages Images(DiffusionEquations equations)
    {
        using var generator = new Generator(3);
        var (x0, eps) = (rand([3, 3, 4, 4], generator: generator), randn([3, 3, 4, 4], generator: generator));
        return new NoisyImages(x0, eps, equations.Diffuse(x0, eps, Timesteps), Timesteps);
    }
}
