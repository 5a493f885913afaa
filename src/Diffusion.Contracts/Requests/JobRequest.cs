using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>
/// What to generate: one job, as it lies on the queue or in a job blob. JSON in camelCase, version 1; members that are
/// not listed here are refused. The same request always makes the same images.
/// </summary>
public sealed record JobRequest
{
    private const string DefaultSteps = "25";

    private readonly string? steps;

    /// <summary>The version of the contract that this assembly reads and writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Longest <see cref="Submitter"/>, in characters.</summary>
    public const int MaxSubmitterLength = 128;

    /// <summary>The contract's version, 1.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Names the job and its folder: letters, digits, '-' and '_', at most 64. Left out: made from the message id.</summary>
    public string? Id { get; init; }

    /// <summary>A model folder's name, such as "shapes32".</summary>
    public required string Model { get; init; }

    /// <summary>
    /// The classes to draw. A list is gone through in turn: image i gets label i modulo the list's length. A model without classes takes
    /// "all" alone, which is one label without a name.
    /// </summary>
    public LabelSelection Labels { get; init; } = LabelSelection.All;

    /// <summary>How many images, at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>The seed of all noise. Image i's noise follows from (seed, i) alone.</summary>
    public ulong Seed { get; init; }

    /// <summary>How a step is made.</summary>
    public SamplerName Sampler { get; init; } = SamplerName.Ddim;

    /// <summary>DDIM's η in [0, 1]: 0 is deterministic, 1 adds as much noise as DDPM. DDPM has none: leave it 0.</summary>
    public double Eta { get; init; }

    /// <summary>
    /// Number of steps ("25"), sections ("10,10,5"), "ddim25", "quad25", "uniform25", "leading25", "trailing25", "linspace25", "logsnr25",
    /// "karras25", or "" for every timestep. A JSON number is read as well. Null where <see cref="Timesteps"/> are given instead.
    /// </summary>
    [JsonConverter(typeof(StepsJsonConverter))]
    public string? Steps
    {
        get => steps ?? (Timesteps is null ? DefaultSteps : null);

        // Said or left out, the default is the same request.
        init => steps = value is DefaultSteps ? null : value;
    }

    /// <summary>The timesteps that are visited, ascending, in place of <see cref="Steps"/>. Left out: as those say.</summary>
    [JsonConverter(typeof(TimestepListJsonConverter))]
    public TimestepList? Timesteps { get; init; }

    /// <summary>
    /// t′: a truncated chain visits the timesteps below t′, from 1 to the model's number, and begins with what <see cref="Start"/> says.
    /// Left out: all.
    /// </summary>
    public int? StartTimestep { get; init; }

    /// <summary>The least noisy timestep that is visited; what the network predicts there is the image. 0: the chain is not cut.</summary>
    public int EndTimestep { get; init; }

    /// <summary>What keeps the predicted image in the range of pixels.</summary>
    public ThresholdingName Thresholding { get; init; } = ThresholdingName.Static;

    /// <summary>The share of pixels, more than 0 and at most 1, that dynamic thresholding leaves unclipped.</summary>
    public double ThresholdPercentile { get; init; } = 0.995;

    /// <summary>What a truncated chain starts from.</summary>
    public StartName Start { get; init; } = StartName.Noise;

    /// <summary>PNG blobs of the container that chains start from, of the model's size: image i starts from number i modulo the list's length.</summary>
    [JsonConverter(typeof(BlobListJsonConverter))]
    public BlobList? StartImages { get; init; }

    /// <summary>Images between pairs of seeds, in place of <see cref="Seed"/>. Left out: none.</summary>
    [JsonConverter(typeof(InterpolationJsonConverter))]
    public Interpolation? Interpolate { get; init; }

    /// <summary>What pulls the chain towards the label.</summary>
    public GuidanceRequest Guidance { get; init; } = GuidanceRequest.None;

    /// <summary>
    /// Whether the network itself is told the label; with <see cref="NetworkSeesName.NullClass"/> only guidance knows it. A network that
    /// knows no labels is never told one.
    /// </summary>
    public NetworkSeesName NetworkSees { get; init; } = NetworkSeesName.Label;

    /// <summary>
    /// k: of every k-th step the network's estimate x̂₀ is kept, and the finished image, as the frames of a film of each image.
    /// Steps are the network's evaluations: Heun's sampler has two in each of its own. Left out: no films.
    /// </summary>
    public int? Film { get; init; }

    /// <summary>Folder in the container; the job's blobs lie under {prefix}/{id}/.</summary>
    public string Prefix { get; init; } = BlobNames.DefaultPrefix;

    /// <summary>The W3C trace that the job belongs to (<see cref="Contracts.TraceParent"/>). It is no part of the job's content: no image and no hash depends on it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// Who asks: letters, digits and '.', '_', '@', '+', '-'. Only for the limit of jobs that one submitter may have at once; no part of
    /// the job's content. Left out: one submitter of no name.
    /// </summary>
    public string? Submitter { get; init; }
}
