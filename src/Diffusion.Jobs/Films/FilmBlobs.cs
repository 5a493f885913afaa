using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>The blobs of an image's film: a PNG a frame, and after them the animated PNG, which is there when all of them are.</summary>
public sealed class FilmBlobs(JobContainer container)
{
    private const int Parallel = 4;

    /// <summary>A film that is there; null where it is not, or not wholly.</summary>
    /// <exception cref="JobStateException">A blob of its name is there, but is not this job's.</exception>
    public async Task<FilmRecord?> TryFindAsync(JobPlan plan, int index, CancellationToken cancellation) =>
        await container.TryReadOfJobAsync(plan.FilmName(index), plan.JobHash, cancellation) is { } properties
            ? Record(plan, index, properties.Metadata[BlobContent.FileKey])
            : null;

    /// <summary>Writes what is missing of a film.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="provenance">The finished image's.</param>
    /// <param name="frames">One for each of the plan's film timesteps; the last is the finished image.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="JobStateException">A blob of one of its names is there, but is not this job's.</exception>
    public async Task<FilmRecord> WriteAsync(JobPlan plan, ImageProvenance provenance, IReadOnlyList<Pixels> frames, CancellationToken cancellation)
    {
        var timesteps = plan.FilmTimesteps!;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            frames.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (frame, token) =>
            {
                var file = PngFile.Encode(frame.Item, provenance with { FrameTimestep = timesteps[frame.Index], PixelSha256 = frame.Item.Sha256() });
                await container.CreateOfJobAsync(
                    $"{plan.Folder()}/{plan.FilmFrameName(provenance.Index, frame.Index)}", new BinaryData(file), BlobContent.Png, plan.JobHash, token);
            });

        var film = AnimatedPngFile.Encode(frames, provenance with { FilmTimesteps = timesteps });
        var hash = JobImage.FileSha256(film);
        var content = BlobContent.Png.Of(plan.JobHash).With(BlobContent.FileKey, hash);
        return await container.TryCreateAsync(plan.FilmName(provenance.Index), new BinaryData(film), content, cancellation)
            ? Record(plan, provenance.Index, hash)
            : await TryFindAsync(plan, provenance.Index, cancellation) ?? throw new JobStateException($"{plan.FilmName(provenance.Index)} was there and is gone.");
    }

    private static FilmRecord Record(JobPlan plan, int index, string fileSha256) => new()
    {
        Name = BlobNames.Film(index, plan.LabelName(index)),
        FileSha256 = fileSha256,
        Frames = [.. Enumerable.Range(0, plan.FilmTimesteps!.Count).Select(frame => plan.FilmFrameName(index, frame))],
    };
}
