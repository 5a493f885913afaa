using Diffusion.Jobs;
using Diffusion.Sampling;

namespace Diffusion.Cli;

/// <summary>Makes an image again from what its file says.</summary>
internal sealed class Reproduction(IModelSource models)
{
    /// <summary>Makes the image again and compares it.</summary>
    /// <exception cref="CommandException">The file carries no provenance, or the model is not here.</exception>
    public async Task<ReproductionResult> RunAsync(byte[] original, CancellationToken cancellation)
    {
        var (pixels, provenance) = PngFile.Decode(original);
        if (provenance is null)
        {
            throw new CommandException("The file carries no provenance of this service. Give an image that a job has made.");
        }

        if (pixels.Sha256() != provenance.PixelSha256)
        {
            throw new CommandException($"The file's pixels have SHA-256 {pixels.Sha256()}, but its metadata says {provenance.PixelSha256}: it was changed after it was made.");
        }

        if (!models.Names.Contains(provenance.Model))
        {
            throw new CommandException($"There is no model {provenance.Model} here, but one of: {string.Join(", ", models.Names)}. Put the model's folder there.");
        }

        var model = await models.LoadAsync(provenance.Model, provenance.ModelHash, cancellation);
        var sampling = SamplingPlan.Create(model.Model.Settings, JobSampling.Options(provenance.Request()));
        var request = JobImage.Request(provenance.Request(), sampling, provenance.Label, provenance.Index, provenance.Blend);
        var again = Pixels.From(await model.Generator.GenerateAsync(request, progress: null, cancellation));
        var here = provenance with
        {
            Provider = model.Provenance.Provider,
            Device = model.Provenance.Device,
            OnnxRuntimeVersion = model.Provenance.OnnxRuntimeVersion,
            Rows = model.Provenance.Rows,
            Encoder = PngFile.Encoder,
            PixelSha256 = again.Sha256(),
        };
        return ReproductionResult.Compare((pixels, provenance, original), (again, here, PngFile.Encode(again, here)));
    }
}
