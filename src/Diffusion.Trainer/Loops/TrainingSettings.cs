using Diffusion.Networks;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Import;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Timesteps;

namespace Diffusion.Trainer.Loops;

/// <summary>Everything that decides a training run. It is kept in each checkpoint, and a resume goes by what is kept there.</summary>
public sealed record TrainingSettings
{
    public TrainingTask Task { get; init; }

    /// <summary>The preset that these settings began from.</summary>
    public string Preset { get; init; } = "";

    /// <summary>Names of the labels, in their order.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Height and width in pixels.</summary>
    public int ImageSize { get; init; }

    public int Channels { get; init; } = 3;

    /// <summary><see cref="Datasets.ImageSet.Hash"/> of the data set.</summary>
    public string DataHash { get; init; } = "";

    /// <summary>What a network of attributes tells of each picture, in the order of its outputs; empty where another is trained.</summary>
    public IReadOnlyList<AttributeScale> Attributes { get; init; } = [];

    /// <summary><see cref="Datasets.Attributes.ImageAttributes.Hash"/> of what a network of attributes learns; empty where another is trained.</summary>
    public string AttributesHash { get; init; } = "";

    /// <summary>Every k-th picture is kept away from training to measure accuracy; 0: none.</summary>
    public int HoldOutEvery { get; init; }

    /// <summary>How the pictures were cropped to their size: none, centre or random.</summary>
    public string Crop { get; init; } = "none";

    /// <summary>Threads that make batches ahead; 0: the training waits for each; null: as many as keep up.</summary>
    public int? DataThreads { get; init; }

    /// <summary>Mirror each picture with probability ½.</summary>
    public bool Flip { get; init; }

    /// <summary>Noise schedule: linear or cosine.</summary>
    public string Schedule { get; init; } = "cosine";

    /// <summary>T.</summary>
    public int Timesteps { get; init; } = 1000;

    /// <summary>What the UNet predicts: epsilon, x0, v or previousX.</summary>
    public string Prediction { get; init; } = "v";

    /// <summary>Where the UNet's variance comes from: fixedSmall, fixedLarge, learned or learnedRange.</summary>
    public string Variance { get; init; } = "fixedSmall";

    /// <summary>What the UNet minimizes: mse, rescaledMse, kl or rescaledKl.</summary>
    public string Loss { get; init; } = "mse";

    /// <summary>γ of the min-SNR weight of a UNet's squared error, above 0; null: no weight.</summary>
    public double? MinSnrGamma { get; init; }

    /// <summary>Which timesteps are trained on: uniform, lossSecondMoment or logNormal.</summary>
    public string TimestepSampler { get; init; } = TimestepSamplers.Uniform;

    /// <summary>Mean of ln σ, where timesteps are logNormal.</summary>
    public double LogNormalMean { get; init; } = -1.2;

    /// <summary>Standard deviation of ln σ, where timesteps are logNormal.</summary>
    public double LogNormalDeviation { get; init; } = 1.2;

    /// <summary>Probability that the UNet is not told an example's label.</summary>
    public double LabelDropout { get; init; }

    /// <summary>What a super-resolution UNet sees of each picture; null: the UNet makes pictures from nothing.</summary>
    public LowResolutionSettings? LowResolution { get; init; }

    /// <summary>The network, where a UNet is trained.</summary>
    public UNetConfiguration? Unet { get; init; }

    /// <summary>The network, where another than a UNet is trained.</summary>
    public EncoderUNetConfiguration? Encoder { get; init; }

    /// <summary>
    /// The UNet that is learned from: a UNet takes its labelled predictions for targets where the label is dropped, a classifier matches its gradient with its
    /// scores. null: examples and their noise alone.
    /// </summary>
    public TeacherReference? Teacher { get; init; }

    /// <summary>The run whose averaged weights this one begins with; null: none. Where there is none of the three, weights are drawn from the seed.</summary>
    public RunReference? BeginWith { get; init; }

    /// <summary>Another project's checkpoint that this run begins with; null: none.</summary>
    public ForeignStart? BeginWithCheckpoint { get; init; }

    /// <summary>An exported model that this run begins with; null: none.</summary>
    public ModelStart? BeginWithModel { get; init; }

    /// <summary>Weight of the matched scores beside a classifier's cross-entropy, above 0.</summary>
    public double ScoreWeight { get; init; } = 1;

    public int Steps { get; init; }

    /// <summary>Images a step, all replicas together.</summary>
    public int BatchSize { get; init; } = 32;

    public ulong Seed { get; init; }

    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the learning rate falls after its warm-up: cosine, linear or constant.</summary>
    public string RateSchedule { get; init; } = "cosine";

    public int WarmupSteps { get; init; } = 150;

    /// <summary>What is left of the learning rate at the end, where it falls.</summary>
    public double FinalRateShare { get; init; } = 0.05;

    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.99;

    public double AdamEpsilon { get; init; } = 1e-8;

    public double WeightDecay { get; init; }

    /// <summary>Largest norm of the gradient; 0: no limit.</summary>
    public double GradientClip { get; init; } = 1;

    public double EmaStart { get; init; } = 0.999;

    public double EmaEnd { get; init; } = 0.9995;

    /// <summary>Constant decays of further averages, each in [0, 1).</summary>
    public IReadOnlyList<double> EmaRates { get; init; } = [];

    /// <summary>Relative lengths of power-function averages, each above 0 and at most 0.288.</summary>
    public IReadOnlyList<double> EmaLengths { get; init; } = [];

    /// <summary>Steps from one snapshot of the power-function averages to the next; 0: none.</summary>
    public int SnapshotEvery { get; init; }

    /// <summary>Copies of the network that share the parameters, each on its own thread with its part of the batch.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>libtorch threads of each replica.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Images that a replica computes at once; 0: its whole part of the batch.</summary>
    public int Microbatch { get; init; }

    /// <summary>What convolutions and attention are computed in: float32 or bfloat16.</summary>
    public string Precision { get; init; } = TrainingPrecision.Float32;

    /// <summary>Where it is trained: cpu or cuda.</summary>
    public string Device { get; init; } = TrainingDevice.Cpu;

    /// <summary>Steps from one checkpoint to the next.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Steps from one sheet of a UNet's samples to the next, each made at a checkpoint; 0: none.</summary>
    public int SamplesEvery { get; init; }

    /// <summary>Steps from one line of metrics to the next.</summary>
    public int LogEvery { get; init; } = 20;

    /// <summary>The label that tells the UNet nothing: the one after the last class.</summary>
    public int? NullClass => Task == TrainingTask.Unet && LabelDropout > 0 ? Classes.Count : null;

    /// <summary>Whether what has these classes and sizes goes with this network: the same labels, pictures of the same shape.</summary>
    public bool HasPictures(IReadOnlyList<string> classes, int size, int channels) =>
        Classes.SequenceEqual(classes) && ImageSize == size && Channels == channels;
}
