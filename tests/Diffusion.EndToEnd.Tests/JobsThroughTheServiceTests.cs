using System.Text;
using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.EndToEnd.Tests.Harness;
using Diffusion.Jobs;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Diffusion.EndToEnd.Tests;

/// <summary>From a queue message to images, through storage queues, the function app and ONNX Runtime.</summary>
[Collection(ServiceTests.Name)]
public sealed class JobsThroughTheServiceTests(ServiceFixture service)
{
    private static readonly JobRequest Request = new() { Model = TinyModel.Name, Count = 20, Steps = "5", Prefix = "tests" };

    public static TheoryData<string, JobRequest> Jobs => new()
    {
        { "classifier-ddpm", Request with { Sampler = SamplerName.Ddpm, Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = 2 } } },
        { "classifier-ddim", Request with { Steps = "ddim25", Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = 2 } } },
        { "classifier-free", Request with { Guidance = new GuidanceRequest { Kind = GuidanceName.ClassifierFree, Scale = 3 } } },
        { "truncated", Request with { StartTimestep = 900, Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = 1 } } },
        { "gradient-alone", Request with { NetworkSees = NetworkSeesName.NullClass, Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = 4 } } },
    };

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Job_Submitted_LeavesImagesManifestAndCompletion(string id, JobRequest request)
    {
        var outcome = await service.RunAsync(request with { Id = id });

        Assert.Equal((JobState.Completed, 20), (outcome.State, outcome.Images));
        var folder = $"tests/{id}/";
        var records = BatchManifest.Read(new BinaryData(await service.ReadAsync(folder + "manifest.jsonl"))).ToList();
        Assert.Equal(Enumerable.Range(0, 20), records.Select(record => record.Index));
        Assert.Equal(20, (await service.BlobsAsync(folder + "images/")).Count);
        Assert.Equal(20, records.Select(record => record.PixelSha256).Distinct().Count());
        foreach (var record in records)
        {
            var file = await service.ReadAsync(folder + record.Name);
            var (pixels, provenance) = PngFile.Decode(file);
            Assert.Equal(JobImage.FileSha256(file), record.FileSha256);
            Assert.Equal((8, 8, 3), (pixels.Width, pixels.Height, pixels.Channels));
            Assert.Equal((outcome.Plan!.JobHash, record.Index, record.Index % 3), (provenance!.JobHash, provenance.Index, provenance.Label));
        }

        Assert.NotEmpty(await service.ReadAsync(folder + "contact-sheet.png"));
        await service.UntilAsync(async () => (await service.CompletionsAsync(id)).Count == 1, "The completion message");
    }

    /// <summary>5 steps, of which the 2nd, the 4th and the last are shown.</summary>
    [Fact]
    public async Task Job_WithFilm_LeavesAFilmOfEachImage()
    {
        var outcome = await service.RunAsync(Request with { Id = "film", Count = 3, Film = 2 });
        Assert.Equal((JobState.Completed, 3), (outcome.State, outcome.Images));

        Assert.Equal(12, (await service.BlobsAsync("tests/film/films/")).Count);
        foreach (var record in BatchManifest.Read(new BinaryData(await service.ReadAsync("tests/film/manifest.jsonl"))))
        {
            var frames = await Task.WhenAll(record.Film!.Frames.Select(async name => PngFile.Decode(await service.ReadAsync("tests/film/" + name)).Pixels));
            Assert.Equal(3, frames.DistinctBy(frame => frame.Sha256()).Count());
            Assert.Equal(record.PixelSha256, frames[^1].Sha256());
            using var film = Image.Load<Rgb24>(await service.ReadAsync("tests/film/" + record.Film.Name));
            Assert.Equal(frames.Select(frame => frame.Bytes), film.Frames.Select(frame =>
            {
                var bytes = new byte[8 * 8 * 3];
                frame.CopyPixelDataTo(bytes.AsSpan());
                return bytes;
            }));
        }
    }

    [Fact]
    public async Task BadMessages_AreRejected_AndTheNextJobRuns()
    {
        string[] bad =
        [
            "hello",
            "",
            "[1,2",
            """{"model":"nobody","count":4,"id":"bad-model"}""",
            """{"model":"tiny8","count":4,"labels":"cat"}""",
            """{"model":"tiny8","count":4,"sampler":"euler"}""",
            """{"model":"tiny8","count":4,"colour":"red"}""",
            """{"model":"tiny8","count":0}""",
            """{"model":"tiny8","count":4,"steps":5000}""",
            """{"model":"tiny8","count":4,"guidance":{"kind":"classifier","scale":"NaN"}}""",
            """{"model":"tiny8","count":4,"startTimestep":1001}""",
            """{"model":"tiny8","count":4,"prefix":"a/../../b"}""",
            $$"""{"id":"bad-large","model":"tiny8","count":4,"labels":["{{new string('x', 60 * 1024)}}"]}""",
        ];
        var messages = new List<SubmittedJob>();
        foreach (var message in bad)
        {
            messages.Add(await service.Get<JobClient>().SendAsync(message));
        }

        var outcome = await service.RunAsync(Request with { Id = "after-the-bad" });

        Assert.Equal(JobState.Completed, outcome.State);
        foreach (var message in messages)
        {
            await service.UntilAsync(async () => await service.Get<JobContainer>().TryReadAsync(BlobNames.Rejected(message.MessageId), CancellationToken.None) is not null, $"The rejection of message {messages.IndexOf(message)}");
        }

        foreach (var id in new[] { "bad-model", "bad-large" })
        {
            await service.UntilAsync(async () => (await service.CompletionsAsync(id)) is [{ State: JobState.Rejected }], $"The completion of {id}");
        }

        Assert.Empty(await service.BlobsAsync("results/"));
        Assert.Equal(0, (await service.Queue(QueueNames.JobsPoison).GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task BadSecondJob_WithTheSameId_LeavesTheFirstAlone()
    {
        await service.RunAsync(Request with { Id = "twice" });
        var before = await service.BlobsAsync("tests/twice/");

        var outcome = await service.RunAsync(Request with { Id = "twice", Seed = 5 });

        Assert.Equal(JobState.Rejected, outcome.State);
        Assert.Equal(before, await service.BlobsAsync("tests/twice/"));
    }

    [Fact]
    public async Task Batch_DeliveredAgain_ChangesNothing()
    {
        var outcome = await service.RunAsync(Request with { Id = "again" });
        var before = await service.BlobsAsync("tests/again/");

        await service.Get<JobQueues>().SendAsync(outcome.Plan!.Message(0), CancellationToken.None);
        await service.Get<JobQueues>().SendAsync(outcome.Plan!.Message(2), CancellationToken.None);
        await service.UntilAsync(async () => (await service.Queue(QueueNames.Batches).GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, "The empty queue");

        Assert.Equal(before, await service.BlobsAsync("tests/again/"));
        Assert.Single(await service.CompletionsAsync("again"));
    }

    [Fact]
    public async Task Job_Base64AndInABlob_Runs()
    {
        var job = JsonSerializer.Serialize(Request with { Id = "in-a-blob" }, ContractsJson.Default.JobRequest);
        await service.Get<JobContainer>().WriteAsync("inbox/in-a-blob.json", BinaryData.FromString(job), BlobContent.Json, CancellationToken.None);

        var message = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"jobBlob":"inbox/in-a-blob.json"}"""));
        var outcome = await service.EndAsync(await service.Get<JobClient>().SendAsync(message, "in-a-blob"));

        Assert.Equal(JobState.Completed, outcome.State);
    }

    [Fact]
    public async Task Batch_ThatFailsEachTime_EndsTheJobWithFailures()
    {
        // Something else lies where an image of the second batch must go.
        await service.Get<JobContainer>().WriteAsync("tests/in-the-way/images/00000009_disc.png", BinaryData.FromString("mine"), BlobContent.Png, CancellationToken.None);

        var outcome = await service.RunAsync(Request with { Id = "in-the-way" });

        Assert.Equal(JobState.CompletedWithFailures, outcome.State);
        Assert.NotEmpty(outcome.Reasons);
        Assert.All(outcome.Reasons, reason => Assert.Contains("00000009_disc.png", reason, StringComparison.Ordinal));
        Assert.Equal("mine"u8.ToArray(), await service.ReadAsync("tests/in-the-way/images/00000009_disc.png"));
        await service.UntilAsync(async () => (await service.CompletionsAsync("in-the-way")) is [{ State: JobState.CompletedWithFailures, FailedImages: 1 }], "The completion message");
    }
}
