using System.Text.Json.Serialization;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>
/// Everything that an image's bytes follow from, carried in its PNG: enough to make it again. Nothing here varies by attempt,
/// host or time.
/// </summary>
public sealed record ImageProvenance
{
    /// <summary>The format, 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Content hash of the job.</summary>
    public required string JobHash { get; init; }

    /// <summary>The image's index in its job.</summary>
    public required int Index { get; init; }

    /// <summary>Class number; 0 where the model has no classes.</summary>
    public required int Label { get; init; }

    /// <summary>Class name; empty where the model has no classes.</summary>
    public required string LabelName { get; init; }

    /// <summary>The job's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Where the start lay between two seeds'; null where it was the image's own.</summary>
    public SeedBlend? Blend { get; init; }

    /// <summary>The sampler.</summary>
    public required SamplerName Sampler { get; init; }

    /// <summary>DDIM's η.</summary>
    public required double Eta { get; init; }

    /// <summary>The steps as the job says them; null where it lists <see cref="Timesteps"/>.</summary>
    public string? Steps { get; init; }

    /// <summary>The timesteps that the job lists; null where it says <see cref="Steps"/>.</summary>
    [JsonConverter(typeof(TimestepListJsonConverter))]
    public TimestepList? Timesteps { get; init; }

    /// <summary>t′ of a truncated chain; null for a whole one.</summary>
    public int? StartTimestep { get; init; }

    /// <summary>Where the chain was cut at its end; 0 for nowhere.</summary>
    public int EndTimestep { get; init; }

    /// <summary>What kept the predicted image in the range of pixels.</summary>
    public ThresholdingName Thresholding { get; init; } = ThresholdingName.Static;

    /// <summary>The share of pixels that dynamic thresholding left unclipped.</summary>
    public double ThresholdPercentile { get; init; } = 0.995;

    /// <summary>What the chain started from.</summary>
    public required StartName Start { get; init; }

    /// <summary>The blob of the image that the chain started from; null where it started from none.</summary>
    public string? StartImage { get; init; }

    /// <summary>SHA-256 of that image's pixel bytes.</summary>
    public string? StartImageSha256 { get; init; }

    /// <summary>Guidance with this image's own scale.</summary>
    public required GuidanceRequest Guidance { get; init; }

    /// <summary>What the network was told about the class.</summary>
    public required NetworkSeesName NetworkSees { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The model's version.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>Content hash of the model.</summary>
    public required string ModelHash { get; init; }

    /// <summary>ONNX Runtime's execution provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The kind of device.</summary>
    public required string Device { get; init; }

    /// <summary>ONNX Runtime's version.</summary>
    public required string OnnxRuntimeVersion { get; init; }

    /// <summary>The row count that every device batch was padded to; null where bytes do not depend on it.</summary>
    public int? Rows { get; init; }

    /// <summary>What wrote the PNG.</summary>
    public required string Encoder { get; init; }

    /// <summary>The timestep of x̂₀ that a film's frame shows; null for an image.</summary>
    public double? FrameTimestep { get; init; }

    /// <summary>The timesteps of a film's frames; null for all but a film. Its <see cref="PixelSha256"/> is its last frame's, the finished image's.</summary>
    public IReadOnlyList<double>? FilmTimesteps { get; init; }

    /// <summary>SHA-256 of the pixel bytes, [H, W, C] row by row.</summary>
    public required string PixelSha256 { get; init; }

    /// <summary>The sampling half of a request that makes this image again.</summary>
    public JobRequest Request() => new()
    {
        Model = Model,
        Labels = LabelName.Length == 0 ? LabelSelection.All : LabelSelection.Of(LabelName),
        Count = 1,
        Seed = Seed,
        Sampler = Sampler,
        Eta = Eta,
        Steps = Steps,
        Timesteps = Timesteps,
        StartTimestep = StartTimestep,
        EndTimestep = EndTimestep,
        Thresholding = Thresholding,
        ThresholdPercentile = ThresholdPercentile,
        Start = Start,
        Guidance = Guidance,
        NetworkSees = NetworkSees,
    };
}
