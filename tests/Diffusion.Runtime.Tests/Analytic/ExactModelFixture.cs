using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Analytic;

/// <summary>One <see cref="ExactModel"/> that predicts x₀, for all tests of a class.</summary>
public sealed class ExactModelFixture : IAsyncLifetime
{
    public ExactModel Model { get; private set; } = null!;

    public async Task InitializeAsync() => Model = await ExactModel.StartAsync(PredictionKind.X0);

    public async Task DisposeAsync() => await Model.DisposeAsync();
}
