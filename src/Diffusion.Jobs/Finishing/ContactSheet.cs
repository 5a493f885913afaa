using System.Security.Cryptography;
using System.Text;
using Diffusion.Contracts;

namespace Diffusion.Jobs;

/// <summary>A job's images side by side, in the order of their indices: with "all" labels a column a class.</summary>
public sealed class ContactSheet(JobContainer container)
{
    /// <summary>The first so many images of a job are on its sheet.</summary>
    public const int MaxImages = 100;

    // Metadata: which images are on it.
    private const string ShownKey = "shown";
    private const int MaxColumns = 16;
    private const int Gap = 2;

    /// <summary>Writes contact-sheet.png, of the first <see cref="MaxImages"/> images, unless it is there with the same images. Without any image there is none.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="present">Indices of images that are there: what lies under another's name may be anything.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task WriteAsync(JobPlan plan, IReadOnlySet<int> present, CancellationToken cancellation)
    {
        var name = BlobNames.ContactSheet(plan.Request.Prefix, plan.JobId());
        var shown = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', present.Order()))));
        if (await container.TryReadOfJobAsync(name, plan.JobHash, cancellation) is { } there && there.Metadata.TryGetValue(ShownKey, out var before) && before == shown)
        {
            return;
        }

        var files = await Task.WhenAll(Enumerable.Range(0, Math.Min(plan.Request.Count, MaxImages))
            .Select(index => present.Contains(index) ? container.TryReadAsync(plan.ImageName(index), cancellation) : Task.FromResult<BinaryData?>(null)));
        var images = files.Select(file => file is null ? null : PngFile.Decode(file.ToArray()).Pixels).ToArray();
        if (images.OfType<Pixels>().Any())
        {
            var sheet = PngFile.Encode(Arrange(images, Columns(plan)), provenance: null);
            await container.PutOfJobAsync(name, new MemoryStream(sheet), BlobContent.Png.With(ShownKey, shown), plan.JobHash, cancellation);
        }
    }

    private static int Columns(JobPlan plan) => plan.Labels.Count is > 1 and <= MaxColumns ? plan.Labels.Count : 8;

    /// <summary>Tiles of one size on white, row by row; a missing image leaves its place empty.</summary>
    internal static Pixels Arrange(IReadOnlyList<Pixels?> images, int columns)
    {
        var tile = images.First(image => image is not null)!;
        columns = Math.Min(columns, images.Count);
        var rows = (images.Count + columns - 1) / columns;
        var width = (columns * (tile.Width + Gap)) + Gap;
        var height = (rows * (tile.Height + Gap)) + Gap;
        var bytes = new byte[width * height * tile.Channels];
        bytes.AsSpan().Fill(byte.MaxValue);
        for (var i = 0; i < images.Count; i++)
        {
            if (images[i] is not { } image)
            {
                continue;
            }

            var left = Gap + (i % columns * (tile.Width + Gap));
            var top = Gap + (i / columns * (tile.Height + Gap));
            for (var y = 0; y < tile.Height; y++)
            {
                image.Bytes.AsSpan(y * tile.Width * tile.Channels, tile.Width * tile.Channels)
                    .CopyTo(bytes.AsSpan((((top + y) * width) + left) * tile.Channels));
            }
        }

        return new Pixels(bytes, width, height, tile.Channels);
    }
}
