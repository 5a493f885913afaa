using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Benchmarks.Samplers;

/// <summary>One cell of the table: a sampler, how often it asks the network, and how strongly the classifier guides.</summary>
internal sealed record SamplerCell(SamplerKind Sampler, int Evaluations, double Scale, GuidanceKind Guidance = GuidanceKind.Classifier)
{
    /// <summary>Where one larger scale shows what too much guidance does.</summary>
    public const int EvaluationsOfScales = 20;

    private const double LargestScale = 10;
    private static readonly int[] FewEvaluations = [5, 10, 20, 50];
    private static readonly double[] Scales = [1, 2, 4];

    /// <summary>The whole table: few evaluations first, since those cells are the quick ones.</summary>
    public static IReadOnlyList<SamplerCell> All { get; } =
    [
        .. from evaluations in FewEvaluations
           from scale in Scales
           from sampler in Enum.GetValues<SamplerKind>()
           select new SamplerCell(sampler, evaluations, scale),
        .. from sampler in Enum.GetValues<SamplerKind>()
           select new SamplerCell(sampler, EvaluationsOfScales, LargestScale),
        .. from scale in new double[] { 1, 4 }
           from sampler in new[] { SamplerKind.Ddpm, SamplerKind.Ddim }
           select new SamplerCell(sampler, 250, scale),
    ];

    /// <summary>Labels alone, and both guidances as jobs are advised to use them.</summary>
    public static IReadOnlyList<SamplerCell> Recommended { get; } =
    [
        new(SamplerKind.Ddpm, 50, 0, GuidanceKind.None),
        new(SamplerKind.Ddpm, 50, 4),
        new(SamplerKind.Ddim, 25, 3, GuidanceKind.ClassifierFree),
    ];

    public string Name => string.Create(CultureInfo.InvariantCulture,
        $"{SamplingChoices.Samplers.NameOf(Sampler)}-{Evaluations}-{Scale}{(Guidance == GuidanceKind.Classifier ? "" : $"-{Guidance}")}");

    /// <summary>The cell of a <see cref="Name"/>.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string name, [NotNullWhen(true)] out SamplerCell? cell)
    {
        if (name.Split('-') is [var sampler, var evaluations, var scale, .. var rest] && rest.Length <= 1
            && SamplingChoices.Samplers.TryFind(sampler, out var kind, out _)
            && int.TryParse(evaluations, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            && double.TryParse(scale, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
            && Enum.TryParse<GuidanceKind>(rest.SingleOrDefault() ?? $"{GuidanceKind.Classifier}", out var guidance)
            && guidance is GuidanceKind.None or GuidanceKind.Classifier or GuidanceKind.ClassifierFree)
        {
            cell = new SamplerCell(kind, count, factor, guidance);
            return true;
        }

        cell = null;
        return false;
    }

    public string GuidanceText => Guidance switch
    {
        GuidanceKind.None => "label alone",
        GuidanceKind.ClassifierFree => "classifier-free",
        _ => "classifier",
    };

    /// <summary>An image of this cell.</summary>
    /// <param name="plan">Of <see cref="Options"/>.</param>
    /// <param name="label">Which class.</param>
    /// <param name="index">Which image.</param>
    public ImageRequest Request(SamplingPlan plan, int label, uint index) => new(plan, label, Guidance == GuidanceKind.Classifier ? label : null, Seed: 11, index);

    /// <summary>
    /// DDPM and DDIM take steps even in t; the second-order solvers take theirs even in λ and as Karras et al. Heun asks twice a
    /// step, once in the last.
    /// </summary>
    public SamplingOptions Options => new()
    {
        Sampler = Sampler,
        Steps = Sampler switch
        {
            SamplerKind.DpmSolver2M => $"logsnr{Evaluations}",
            SamplerKind.Heun => $"karras{(Evaluations + 1) / 2}",
            _ => $"{Evaluations}",
        },
        Guidance = Guidance == GuidanceKind.None ? new GuidanceOptions() : new GuidanceOptions { Kind = Guidance, Scale = Scale },
    };
}
