using System.Globalization;
using Diffusion.Trainer.Loops;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Optimization;

/// <summary>One moving average of the weights.</summary>
/// <param name="name">The prefix of its tensors' names in a checkpoint.</param>
/// <param name="decay">How fast it forgets.</param>
/// <param name="layout">Of the weights.</param>
/// <param name="device">Where they lie.</param>
public sealed class WeightAverage(string name, IAverageDecay decay, ParameterLayout layout, Device device) : IDisposable
{
    /// <summary>The average that is exported unless another is asked for.</summary>
    public const string Main = "average";

    public string Name => name;

    public IAverageDecay Decay => decay;

    public FlatVector Values { get; } = new(layout, device);

    /// <summary>Names and decays of all averages that settings ask for; the first is <see cref="Main"/>.</summary>
    public static IReadOnlyList<(string Name, IAverageDecay Decay)> Of(TrainingSettings settings) =>
    [
        (Main, new EmaDecay(settings.EmaStart, settings.EmaEnd)),
        .. settings.EmaRates.Select(rate => (NameOfRate(rate), (IAverageDecay)new EmaDecay(rate, rate))),
        .. settings.EmaLengths.Select(length => (NameOfLength(length), (IAverageDecay)PowerDecay.OfLength(length))),
    ];

    /// <summary>The name of the average with a constant decay.</summary>
    public static string NameOfRate(double rate) => $"{Main}-{rate.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The name of the power-function average of a relative length.</summary>
    public static string NameOfLength(double length) => $"{Main}-length-{length.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>average ← β·average + (1 − β)·weights.</summary>
    /// <param name="weights">[P].</param>
    /// <param name="step">Counted from 0.</param>
    /// <param name="steps">The last step is steps − 1.</param>
    public void Update(Tensor weights, int step, int steps) => Values.MoveTowards(weights, decay.At(step, steps));

    public void Dispose() => Values.Dispose();
}
