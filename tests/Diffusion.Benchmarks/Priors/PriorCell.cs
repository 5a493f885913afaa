using System.Globalization;
using Diffusion.Sampling;

namespace Diffusion.Benchmarks.Priors;

/// <summary>What a truncated chain of the table starts from.</summary>
internal enum PriorStart
{
    /// <summary>The whole chain from noise, for comparison.</summary>
    Whole,

    /// <summary>Real images, noised: the best that any prior could do.</summary>
    Exact,

    /// <summary>The model's prior.</summary>
    Prior,

    /// <summary>N(0, I), as if nothing were left of the image at t′.</summary>
    Noise,
}

/// <summary>One line of the table: DDIM without guidance, with the same distance from step to step in all of them.</summary>
internal sealed record PriorCell(double Share, PriorStart Start)
{
    private const int StepsOfTheWhole = 50;

    public static IReadOnlyList<PriorCell> All { get; } =
    [
        new(1, PriorStart.Whole),
        .. from share in new[] { 0.9, 0.8, 0.7, 0.6, 0.5 }
           from start in new[] { PriorStart.Exact, PriorStart.Prior, PriorStart.Noise }
           select new PriorCell(share, start),
    ];

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Share}-{Start}");

    /// <summary>Steps of this chain.</summary>
    public int Steps => (int)Math.Round(StepsOfTheWhole * Share);

    /// <param name="timesteps">The model's T.</param>
    public SamplingOptions Options(int timesteps) => new()
    {
        Sampler = SamplerKind.Ddim,
        Steps = $"{Steps}",
        StartTimestep = (int)Math.Round(timesteps * Share),
        Start = Start switch
        {
            PriorStart.Whole => StartKind.Noise,
            PriorStart.Prior => StartKind.Prior,
            _ => StartKind.Image,
        },
    };
}
