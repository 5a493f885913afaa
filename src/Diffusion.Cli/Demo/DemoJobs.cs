using Diffusion.Contracts;

namespace Diffusion.Cli;

/// <summary>How much the demo makes.</summary>
internal sealed record DemoSettings
{
    /// <summary>The model.</summary>
    public string Model { get; init; } = "shapes32";

    /// <summary>Images of each guided job.</summary>
    public int Images { get; init; } = 60;

    /// <summary>Images of each job in which only the gradient knows the label.</summary>
    public int GradientImages { get; init; } = 40;
}

/// <summary>A job of the demo.</summary>
/// <param name="Name">Its folder in the output.</param>
/// <param name="Title">Its line in the table.</param>
/// <param name="Request">The job.</param>
/// <param name="GradientScale">The classifier's scale where only the gradient knows the label; null for a guided job.</param>
internal sealed record DemoJob(string Name, string Title, JobRequest Request, double? GradientScale = null);

/// <summary>The demo's jobs: every sampler and guidance once, and the classifier's gradient alone at rising scales.</summary>
internal static class DemoJobs
{
    /// <summary>Scales of the gradient alone; 0 is no guidance at all.</summary>
    public static IReadOnlyList<double> GradientScales { get; } = [0, 1, 2, 4];

    /// <summary>The jobs in the order in which they run.</summary>
    /// <param name="settings">Counts and model.</param>
    /// <param name="timesteps">The model's T; the truncated chain starts at 0.9 T.</param>
    public static IReadOnlyList<DemoJob> Create(DemoSettings settings, int timesteps)
    {
        var request = new JobRequest { Model = settings.Model, Count = settings.Images, Seed = 1, Prefix = "demo" };
        var classifier = request with { Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = 2 } };
        return
        [
            Job("classifier-ddpm-50", "classifier-guided DDPM, 50 of all timesteps", classifier with { Sampler = SamplerName.Ddpm, Steps = "50" }),
            Job("classifier-ddim-25", "classifier-guided DDIM, 25 steps", classifier with { Steps = "ddim25", Seed = 2 }),
            Job("classifier-free-ddim-25", "classifier-free DDIM, 25 steps", request with
            {
                Steps = "ddim25",
                Seed = 3,
                Guidance = new GuidanceRequest { Kind = GuidanceName.ClassifierFree, Scale = 2 },
            }),
            Job("truncated-classifier-ddim-25", "truncated at 0.9 T, classifier-guided DDIM, 25 steps", classifier with { Steps = "25", StartTimestep = timesteps * 9 / 10, Seed = 4 }),
            .. GradientScales.Select(scale => Job($"gradient-alone-{scale}", $"the network sees no label, gradient scale {scale}", request with
            {
                Count = settings.GradientImages,
                Sampler = SamplerName.Ddpm,
                Steps = "50",
                Seed = 5,
                NetworkSees = NetworkSeesName.NullClass,
                Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = scale },
            }) with { GradientScale = scale }),
        ];
    }

    // The id follows from the content: a second demo on the same storage finds its images made, and other counts are other jobs.
    private static DemoJob Job(string name, string title, JobRequest request) =>
        new(name, title, request with { Id = $"{name}-{JobHash.Of(request)[..8]}" });
}
