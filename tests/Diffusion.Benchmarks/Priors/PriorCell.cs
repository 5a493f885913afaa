using System.Globalization;
using Diffusion.Sampling;
using Diffusion.Trainer.Priors;

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

    /// <summary>A prior of other settings: one Gaussian a class.</summary>
    Gaussian,

    /// <summary>N(0, I), as if nothing were left of the image at t′.</summary>
    Noise,
}

/// <summary>One line of the table, with the same distance from step to step in all of them.</summary>
/// <param name="Share">t′/T.</param>
/// <param name="Start">What it starts from.</param>
/// <param name="IsGuided">DDPM guided by the classifier at the recommended scale, as jobs run; else DDIM by labels alone, which hides nothing.</param>
/// <param name="Settings">Of a prior that is not the model's own.</param>
internal sealed record PriorCell(double Share, PriorStart Start, bool IsGuided = false, PriorSettings? Settings = null)
{
    private const int StepsOfTheWhole = 50;
    private const double RecommendedScale = 4;
    private static readonly double[] Shares = [0.9, 0.8, 0.7, 0.6, 0.5];

    public static IReadOnlyList<PriorCell> All { get; } =
    [
        new(1, PriorStart.Whole),
        .. from share in Shares
           from cell in new PriorCell[]
           {
               new(share, PriorStart.Exact),
               new(share, PriorStart.Prior),
               new(share, PriorStart.Gaussian, Settings: new PriorSettings(Components: 1, Rank: 31)),
               new(share, PriorStart.Noise),
           }
           select cell,
        new(1, PriorStart.Whole, IsGuided: true),
        .. from share in Shares
           from start in new[] { PriorStart.Exact, PriorStart.Prior }
           select new PriorCell(share, start, IsGuided: true),
    ];

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Share}-{Start}{(Settings is null ? "" : $"-{Settings.Components}x{Settings.Rank}")}{(IsGuided ? "-guided" : "")}");

    /// <summary>As the table names it.</summary>
    public string StartText => Settings is null ? $"{Start}".ToLowerInvariant() : $"one Gaussian of rank {Settings.Rank}";

    /// <summary>Steps of this chain.</summary>
    public int Steps => (int)Math.Round(StepsOfTheWhole * Share);

    /// <param name="timesteps">The model's T.</param>
    public SamplingOptions Options(int timesteps) => new()
    {
        Sampler = IsGuided ? SamplerKind.Ddpm : SamplerKind.Ddim,
        Steps = $"{Steps}",
        StartTimestep = (int)Math.Round(timesteps * Share),
        Guidance = IsGuided ? new GuidanceOptions { Kind = GuidanceKind.Classifier, Scale = RecommendedScale } : new GuidanceOptions(),
        Start = Start switch
        {
            PriorStart.Whole => StartKind.Noise,
            PriorStart.Prior or PriorStart.Gaussian => StartKind.Prior,
            _ => StartKind.Image,
        },
    };
}
