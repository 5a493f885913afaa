using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Diffusion.Jobs.Tests.Films;

/// <summary>Films from the job's member to blobs: 10 steps, of which every 3rd and the last are shown.</summary>
[Collection(AzuriteTests.Name)]
public sealed class FilmTests(AzuriteFixture azurite)
{
    private const string Folder = "results/job-1/";
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 3, Seed = 9, Steps = "10", Film = 3 };

    [Fact]
    public async Task RunAsync_Film_WritesFramesAndTheirAnimation()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.RunAsync(Request);

        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);
        Assert.Equal([777, 444, 111, 0], plan.FilmTimesteps);
        var blobs = (await harness.BlobsAsync()).Keys;
        Assert.Equal(15, blobs.Count(name => name.StartsWith(Folder + "films/", StringComparison.Ordinal)));
        var record = (await RecordsAsync(harness))[1];
        Assert.Equal("films/00000001_ring.png", record.Film!.Name);
        Assert.Equal(["0000_t0777", "0001_t0444", "0002_t0111", "0003_t0000"], record.Film.Frames.Select(Path.GetFileNameWithoutExtension));
        Assert.All(record.Film.Frames, frame => Assert.Contains(Folder + frame, blobs));
    }

    [Fact]
    public async Task RunAsync_Film_EndsWithTheFinishedImageAndCarriesProvenance()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.RunAsync(Request);

        var record = (await RecordsAsync(harness))[2];
        var (image, ofImage) = PngFile.Decode(await harness.ReadAsync(Folder + record.Name));
        var frames = await Task.WhenAll(record.Film!.Frames.Select(async name => PngFile.Decode(await harness.ReadAsync(Folder + name))));
        Assert.Equal([76, 153, 230], frames.SkipLast(1).Select(frame => (int)frame.Pixels.Bytes.Distinct().Single()));
        Assert.Equal(image.Bytes, frames[^1].Pixels.Bytes);
        Assert.Equal([777, 444, 111, 0], frames.Select(frame => frame.Provenance!.FrameTimestep!.Value));
        Assert.All(frames, frame => Assert.Equal(
            ofImage! with { FrameTimestep = frame.Provenance!.FrameTimestep, PixelSha256 = frame.Pixels.Sha256() }, frame.Provenance));

        var file = await harness.ReadAsync(Folder + record.Film.Name);
        Assert.Equal(record.Film.FileSha256, JobImage.FileSha256(file));
        using var film = Image.Load<Rgb24>(file);
        Assert.Equal(frames.Select(frame => frame.Pixels.Bytes), film.Frames.Select(Bytes));
        Assert.Equal([0.125, 0.125, 0.125, 2], film.Frames.Select(frame => frame.Metadata.GetPngMetadata().FrameDelay.ToDouble()));
        Assert.Equal(0u, film.Metadata.GetPngMetadata().RepeatCount);
        var (_, ofFilm) = PngFile.Decode(file);
        Assert.Equal([777, 444, 111, 0], ofFilm!.FilmTimesteps!);
        Assert.Equal(ofImage, ofFilm with { FilmTimesteps = null });
    }

    [Fact]
    public async Task RunAsync_SeveralGuidanceScales_HaveFilmsOfTheSameTimesteps()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.RunAsync(Request with { Count = 4, Labels = LabelSelection.Of("disc"), Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scales = new GuidanceScales(0, 2) } });

        var records = await RecordsAsync(harness);
        Assert.Equal(4, records.Count);
        Assert.All(records, record => Assert.Equal(["0000_t0777", "0001_t0444", "0002_t0111", "0003_t0000"], record.Film!.Frames.Select(Path.GetFileNameWithoutExtension)));
    }

    [Fact]
    public async Task RunAsync_NoFilm_LeavesTheImagesAsTheyAreWithFilm()
    {
        await using var with = await JobsHarness.CreateAsync(azurite);
        await with.RunAsync(Request);
        await using var without = await JobsHarness.CreateAsync(azurite);
        await without.RunAsync(Request with { Film = null });

        Assert.DoesNotContain((await without.BlobsAsync()).Keys, name => name.Contains("films/", StringComparison.Ordinal));
        Assert.DoesNotContain("film", System.Text.Encoding.UTF8.GetString(await without.ReadAsync(Folder + "manifest.jsonl")), StringComparison.Ordinal);
        Assert.Equal((await RecordsAsync(with)).Select(record => record.PixelSha256), (await RecordsAsync(without)).Select(record => record.PixelSha256));
    }

    [Fact]
    public async Task RunAsync_SameMessageTwice_WritesNothingAgain()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        await harness.RunBatchAsync(message);
        var before = await harness.BlobsAsync();

        await harness.RunBatchAsync(message);

        Assert.Equal(before, await harness.BlobsAsync());
        Assert.Equal(3, harness.Models.Generated.Count);
    }

    /// <summary>The host died: of image 0 all is there, of image 1 the image without its film, of image 2 some frames.</summary>
    [Fact]
    public async Task RunAsync_FilmsPartlyThere_AreMadeWholeWithTheSameBytes()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.RunAsync(Request);
        var whole = await ContentAsync(harness);
        var kept = await harness.BlobsAsync();
        string[] lost =
        [
            "manifest/00000000.jsonl", "films/00000001_ring.png", "films/00000001_ring/0001_t0444.png",
            "films/00000002_star/0003_t0000.png", "films/00000002_star.png", "images/00000002_star.png",
        ];
        foreach (var name in lost)
        {
            await harness.Get<JobContainer>().DeleteAsync(Folder + name, CancellationToken.None);
        }

        // The job had not ended yet.
        await harness.Get<JobContainer>().DeleteAsync(BlobNames.End("job-1"), CancellationToken.None);
        harness.Models.Generated.Clear();
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);
        Assert.True(await harness.Get<BatchRunner>().RunAsync(plan.Message(0), CancellationToken.None));

        Assert.Equal([1u, 2u], harness.Models.Generated.Order());
        Assert.Equal(whole, await ContentAsync(harness));
        Assert.All((await harness.BlobsAsync()).Where(blob => blob.Key.Contains("_ring", StringComparison.Ordinal) && !lost.Contains(blob.Key[Folder.Length..])), blob => Assert.Equal(kept[blob.Key], blob.Value));
    }

    [Fact]
    public async Task RunAsync_ForeignBlobInAFilmsPlace_FailsAndLeavesIt()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.WriteAsync(Folder + "films/00000001_ring/0001_t0444.png", "mine");
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));

        await Assert.ThrowsAsync<JobStateException>(() => harness.RunBatchAsync(message));

        Assert.Equal("mine"u8.ToArray(), await harness.ReadAsync(Folder + "films/00000001_ring/0001_t0444.png"));
        Assert.DoesNotContain(Folder + "images/00000001_ring.png", (await harness.BlobsAsync()).Keys);
    }

    private static async Task<IReadOnlyList<ImageRecord>> RecordsAsync(JobsHarness harness) =>
        [.. BatchManifest.Read(new BinaryData(await harness.ReadAsync(Folder + "manifest/00000000.jsonl")))];

    private static async Task<IReadOnlyDictionary<string, string>> ContentAsync(JobsHarness harness)
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in (await harness.BlobsAsync()).Keys.Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && !name.Contains("/actuals/", StringComparison.Ordinal)))
        {
            content.Add(name, JobImage.FileSha256(await harness.ReadAsync(name)));
        }

        return content;
    }

    private static byte[] Bytes(ImageFrame<Rgb24> frame)
    {
        var bytes = new byte[frame.Width * frame.Height * 3];
        frame.CopyPixelDataTo(bytes.AsSpan());
        return bytes;
    }
}
