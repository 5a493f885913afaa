using Diffusion.Jobs;
using Diffusion.Sampling;

namespace Diffusion.Cli;

/// <summary>Makes an image again from what its file says.</summary>
internal sealed class Reproduction(IModelSource models)
{
    /// <summary>Makes the image again and compares it.</summary>
    /// <exception cref="CommandException">The file carries no provenance, or the model is not here.</exception>
    /// <param name="original">The file.</param>
    /// <param name="start">The PNG that its chain started from; null where it started from none.</param>
    /// <param name="cancellation">Gives up between two steps.</param>
    public async Task<ReproductionResult> RunAsync(byte[] original, byte[]? start, CancellationToken cancellation)
    {
        var (pixels, provenance) = PngFile.Decode(original);
        if (provenance is null)
        {
            throw new CommandException("The file carries no provenance of this service. Give an image that a job has made.");
        }

        if (provenance.FrameTimestep is not null || provenance.FilmTimesteps is not null)
        {
            throw new CommandException($"The file is a film of image {provenance.Index}, or a frame of it. Give the image itself, from the job's folder images.");
        }

        if (pixels.Sha256() != provenance.PixelSha256)
        {
            throw new CommandException($"The file's pixels have SHA-256 {pixels.Sha256()}, but its metadata says {provenance.PixelSha256}: it was changed after it was made.");
        }

        var startPixels = Start(provenance, start);
        if (!models.Names.Contains(provenance.Model))
        {
            throw new CommandException($"There is no model {provenance.Model} here, but one of: {string.Join(", ", models.Names)}. Put the model's folder there.");
        }

        using var model = await models.LoadAsync(provenance.Model, provenance.ModelHash, cancellation);
        var sampling = SamplingPlan.Create(model.Model.Settings, JobSampling.Options(provenance.Request()));
        var request = JobImage.Request(model.Model, provenance.Request(), sampling, provenance.Label, provenance.Index, provenance.Blend, startPixels);
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

    private static Pixels? Start(ImageProvenance provenance, byte[]? file)
    {
        if (provenance.StartImage is null)
        {
            return file is null ? null : throw new CommandException("The image did not start from another one. Leave --start-image out.");
        }

        if (file is null)
        {
            throw new CommandException($"The image started from {provenance.StartImage}. Download that blob and name it with --start-image.");
        }

        var (pixels, _) = PngFile.Decode(file);
        return pixels.Sha256() == provenance.StartImageSha256
            ? pixels
            : throw new CommandException($"The pixels of --start-image have SHA-256 {pixels.Sha256()}, but the image started from {provenance.StartImageSha256}. Give that one.");
    }
}
