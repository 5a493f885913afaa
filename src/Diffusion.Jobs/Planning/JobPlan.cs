using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>A job with all that planning resolved, written once: every batch of the job reads it, whenever and wherever it runs.</summary>
public sealed record JobPlan
{
    /// <summary>The format, 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The request, with its id.</summary>
    public required JobRequest Request { get; init; }

    /// <summary>Content hash of the request.</summary>
    public required string JobHash { get; init; }

    /// <summary>The model's version, as its card says.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Content hash of the model: a host with another content makes none of this job's images.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Row counts of the device batch, from the model's card.</summary>
    public required IReadOnlyList<int> Rows { get; init; }

    /// <summary>Class numbers: image i has the class at i modulo the list's length.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>Names of <see cref="Labels"/>, in the same order.</summary>
    public required IReadOnlyList<string> LabelNames { get; init; }

    /// <summary>The timestep of each frame of an image's film, in their order; null where the job asks for no films.</summary>
    public IReadOnlyList<double>? FilmTimesteps { get; init; }

    /// <summary>Images in a batch; the last may have fewer.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Batches queued at a time.</summary>
    public required int Window { get; init; }

    /// <summary>The job's id.</summary>
    public string JobId() => Request.Id!;

    /// <summary>The job's folder.</summary>
    public string Folder() => BlobNames.Folder(Request.Prefix, JobId());

    /// <summary>How the images are cut into batches.</summary>
    public BatchRanges Batches() => new(Request.Count, BatchSize, Window);

    /// <summary>Class number of an image.</summary>
    public int Label(int index) => Labels[Turn(index) % Labels.Count];

    /// <summary>Class name of an image.</summary>
    public string LabelName(int index) => LabelNames[Turn(index) % LabelNames.Count];

    /// <summary>Where an image stands between two seeds; null where it has its own.</summary>
    public SeedBlend? Blend(int index) => Request.Interpolate is { } interpolation
        ? new SeedBlend(interpolation.Pair(index).First, interpolation.Pair(index).Second, interpolation.Share(index))
        : null;

    /// <summary>Guidance of an image, with its own scale.</summary>
    public GuidanceRequest Guidance(int index) => Request.Guidance.OfScale(Turn(index) / ScaleRounds.Length(Request, Labels));

    // All images between two seeds have one label and one scale.
    private int Turn(int index) => Request.Interpolate is { } interpolation ? index / interpolation.Count : index;

    /// <summary>Blob name of an image.</summary>
    public string ImageName(int index) => $"{Folder()}/{BlobNames.Image(index, LabelName(index))}";

    /// <summary>Blob name of an image's film.</summary>
    public string FilmName(int index) => $"{Folder()}/{BlobNames.Film(index, LabelName(index))}";

    /// <summary>Name of a frame of an image's film, relative to the job's folder.</summary>
    public string FilmFrameName(int index, int frame) => BlobNames.FilmFrame(index, LabelName(index), frame, FilmTimesteps![frame]);

    /// <summary>Whether a message asks for a batch of this plan, whichever way it came.</summary>
    public bool Fits(BatchMessage message) => message.Batch < Batches().Count
        && Message(message.Batch) == message with { Generation = 0, Redrive = null, Place = null, TraceParent = null };

    /// <summary>The message that asks for a batch.</summary>
    public BatchMessage Message(int batch)
    {
        var (first, count) = Batches().Range(batch);
        return new BatchMessage
        {
            JobId = JobId(),
            Prefix = Request.Prefix,
            Batch = batch,
            First = first,
            Count = count,
            ModelHash = ModelHash,
            JobHash = JobHash,
        };
    }
}
