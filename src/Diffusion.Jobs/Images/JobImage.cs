using System.Security.Cryptography;
using Diffusion.Contracts;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Jobs;

/// <summary>One image of a job, from its place in the plan to its file: the same everywhere and every time.</summary>
public static class JobImage
{
    /// <summary>What the engine is asked for.</summary>
    /// <param name="model">The model, as it was loaded.</param>
    /// <param name="job">The job.</param>
    /// <param name="sampling">The plan of the image's guidance.</param>
    /// <param name="label">Class number; of a model without classes any.</param>
    /// <param name="index">The image's index in its job.</param>
    /// <param name="blend">Where its start lies between two seeds'; null: at its own.</param>
    /// <param name="start">The image that its chain starts from; null where it starts from none.</param>
    public static ImageRequest Request(JobModel model, JobRequest job, SamplingPlan sampling, int label, int index, SeedBlend? blend = null, Pixels? start = null)
    {
        var request = new ImageRequest(
            sampling,
            NetworkLabel: model.KnowsLabels && job.NetworkSees == NetworkSeesName.Label ? label : null,
            ClassifierLabel: model.Classes.Count > 0 ? label : null,
            job.Seed,
            (uint)index)
        {
            StartImage = start?.ToPlanes(),
            FilmEvery = job.Film ?? 0,
        };
        return blend is null ? request : request with { Noise = new InterpolatedNoise(blend.First, blend.Second, blend.Share) };
    }

    /// <summary>The provenance that goes into the file.</summary>
    public static ImageProvenance Provenance(JobPlan plan, int index, LoadedModel model, Pixels pixels, StartImage? start = null) => new()
    {
        JobHash = plan.JobHash,
        Index = index,
        Label = plan.Label(index),
        LabelName = plan.LabelName(index),
        Seed = plan.Request.Seed,
        Blend = plan.Blend(index),
        Sampler = plan.Request.Sampler,
        Eta = plan.Request.Eta,
        Steps = plan.Request.Steps,
        Timesteps = plan.Request.Timesteps,
        StartTimestep = plan.Request.StartTimestep,
        EndTimestep = plan.Request.EndTimestep,
        Thresholding = plan.Request.Thresholding,
        ThresholdPercentile = plan.Request.ThresholdPercentile,
        Start = plan.Request.Start,
        StartImage = start?.Name,
        StartImageSha256 = start?.Pixels.Sha256(),
        Guidance = plan.Guidance(index),
        NetworkSees = plan.Request.NetworkSees,
        Model = plan.Request.Model,
        ModelVersion = plan.ModelVersion,
        ModelHash = plan.ModelHash,
        Provider = model.Provenance.Provider,
        Device = model.Provenance.Device,
        OnnxRuntimeVersion = model.Provenance.OnnxRuntimeVersion,
        Rows = model.Provenance.Rows,
        Encoder = PngFile.Encoder,
        PixelSha256 = pixels.Sha256(),
    };

    /// <summary>The image's line in the manifest.</summary>
    public static ImageRecord Record(JobPlan plan, int index) => new()
    {
        Index = index,
        Label = plan.Label(index),
        LabelName = plan.LabelName(index),
        Seed = plan.Request.Seed,
        GuidanceScale = plan.Request.Guidance.Kind == GuidanceName.None ? null : plan.Guidance(index).Scale,
        Name = BlobNames.Image(index, plan.LabelName(index)),
    };

    /// <summary>SHA-256 of a file, 64 lower-case hexadecimal digits.</summary>
    public static string FileSha256(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file));
}
