using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Jobs.Tests.Harness;

/// <summary>Two models without sessions; images are a function of the request, as the engine's are.</summary>
internal sealed class FakeModels : IModelSource, IImageGenerator
{
    public const string Tiny = "tiny";

    /// <summary>Has neither null class nor classifier.</summary>
    public const string Bare = "bare";

    private readonly Lock gate = new();

    /// <summary>As if the models had been taken away.</summary>
    public bool IsGone { get; set; }

    public string Hash { get; set; } = new('a', 64);

    /// <summary>Indices of the images that were asked for, in order.</summary>
    public List<uint> Generated { get; } = [];

    /// <summary>How many images were asked for; may be read while they are made.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return Generated.Count;
            }
        }
    }

    /// <summary>What happens instead of an image.</summary>
    public Func<ImageRequest, Exception?> Failure { get; set; } = _ => null;

    public IReadOnlyList<string> Names => [Bare, Tiny];

    /// <summary>What is otherwise with every model.</summary>
    public Func<JobModel, JobModel> Change { get; set; } = model => model;

    public JobModel? Find(string name) => IsGone ? null : Change(new()
    {
        Name = name,
        Version = "1",
        Hash = Hash,
        Classes = ["disc", "ring", "star"],
        HasNullClass = name == Tiny,
        HasClassifierGradient = name == Tiny,
        Rows = [1, 4, 16],
        Settings = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 1000), PredictionKind.V, VarianceKind.FixedSmall),
    });

    public Task<LoadedModel> LoadAsync(string name, string hash, CancellationToken cancellation) => hash == Hash
        ? Task.FromResult(new LoadedModel(Find(name)!, this, new RuntimeProvenance("CPUExecutionProvider", "test", "1.0", null)))
        : throw new ModelException("other content");

    /// <summary>How often what it holds was given back.</summary>
    public int Released { get; private set; }

    public Task ReleaseAsync(LoadedModel? failed)
    {
        Released++;
        return Task.CompletedTask;
    }

    /// <summary>What each image waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>The same, image by image.</summary>
    public Func<int, Task>? GateOf { get; set; }

    public async Task<SampledImage> GenerateAsync(ImageRequest request, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            Generated.Add(request.ImageIndex);
        }

        if (Failure(request) is { } failure)
        {
            throw failure;
        }

        await (GateOf?.Invoke((int)request.ImageIndex) ?? Gate).WaitAsync(cancellation);

        var pixels = new float[3 * 4 * 4];
        PhiloxNoise.Fill(pixels, request.Seed, request.ImageIndex, NoiseStream.Start, (uint)(request.ClassifierLabel ?? 0));
        return new SampledImage(pixels, 3, 4, 4) { Film = Film(request) };
    }

    // As the engine's: after every so many of the chain's steps; here all of one value, which is the step's.
    private static List<float[]> Film(ImageRequest request)
    {
        var film = new List<float[]>();
        for (var step = request.FilmEvery; request.FilmEvery > 0 && step <= request.Plan.Steps.Count; step += request.FilmEvery)
        {
            film.Add([.. Enumerable.Repeat((2f * step / request.Plan.Steps.Count) - 1, 3 * 4 * 4)]);
        }

        return film;
    }
}
