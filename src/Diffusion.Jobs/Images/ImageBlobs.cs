using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>A job's image blobs. Each says in its metadata whose it is, so that a second attempt need not read it.</summary>
public sealed class ImageBlobs(JobContainer container, FilmBlobs films)
{
    private const string PixelsKey = "pixelsha256";

    /// <summary>The manifest line of an image that is there; null where it is not, or its film is not.</summary>
    /// <exception cref="JobStateException">A blob of that name is there, but is not this job's.</exception>
    public async Task<ImageRecord?> TryFindAsync(JobPlan plan, int index, CancellationToken cancellation)
    {
        var name = plan.ImageName(index);
        if (await container.TryReadOfJobAsync(name, plan.JobHash, cancellation) is not { } properties)
        {
            return null;
        }

        var record = JobImage.Record(plan, index) with { PixelSha256 = properties.Metadata[PixelsKey], FileSha256 = properties.Metadata[BlobContent.FileKey] };
        if (plan.FilmTimesteps is null)
        {
            return record;
        }

        return await films.TryFindAsync(plan, index, cancellation) is { } film ? record with { Film = film } : null;
    }

    /// <summary>Writes an image, unless it is there, and returns its manifest line. Its film comes first: an image that is there is done.</summary>
    /// <exception cref="JobStateException">A blob of that name is there, but is not this job's.</exception>
    public async Task<ImageRecord> WriteAsync(JobPlan plan, ImageProvenance provenance, Pixels pixels, IReadOnlyList<Pixels> frames, CancellationToken cancellation)
    {
        var film = frames.Count > 0 ? await films.WriteAsync(plan, provenance, frames, cancellation) : null;
        var file = PngFile.Encode(pixels, provenance);
        var record = JobImage.Record(plan, provenance.Index) with { PixelSha256 = provenance.PixelSha256, FileSha256 = JobImage.FileSha256(file), Film = film };
        var content = BlobContent.Png.Of(plan.JobHash).With(PixelsKey, record.PixelSha256).With(BlobContent.FileKey, record.FileSha256);
        return await container.TryCreateAsync(plan.ImageName(provenance.Index), new BinaryData(file), content, cancellation)
            ? record
            : await TryFindAsync(plan, provenance.Index, cancellation)
                ?? throw new JobStateException($"{plan.ImageName(provenance.Index)} was there and is gone.");
    }
}
