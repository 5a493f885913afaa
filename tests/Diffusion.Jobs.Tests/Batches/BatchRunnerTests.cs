using System.Text.Json;
using Azure.Core;
using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Diffusion.Runtime;
using Diffusion.Sampling;

namespace Diffusion.Jobs.Tests.Batches;

[Collection(AzuriteTests.Name)]
public sealed class BatchRunnerTests(AzuriteFixture azurite)
{
    private static readonly JobRequest Request = new() { Id = "job-1", Model = FakeModels.Tiny, Count = 4, Seed = 9 };

    [Fact]
    public async Task RunAsync_Batch_WritesImagesWithTheirProvenanceAndTheManifest()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.RunAsync(Request);

        var records = BatchManifest.Read(new BinaryData(await harness.ReadAsync("results/job-1/manifest/00000000.jsonl"))).ToList();
        Assert.Equal([0, 1, 2, 3], records.Select(record => record.Index));
        Assert.Equal(["disc", "ring", "star", "disc"], records.Select(record => record.LabelName));
        var file = await harness.ReadAsync("results/job-1/" + records[3].Name);
        var (pixels, provenance) = PngFile.Decode(file);
        Assert.Equal(JobImage.FileSha256(file), records[3].FileSha256);
        Assert.Equal(pixels.Sha256(), records[3].PixelSha256);
        Assert.Equal(pixels.Sha256(), provenance!.PixelSha256);
        Assert.Equal((JobHash.Of(Request), 3, 0, 9ul, harness.Models.Hash), (provenance.JobHash, provenance.Index, provenance.Label, provenance.Seed, provenance.ModelHash));
    }

    /// <summary>However many images are ready at once, the storage is not asked for more than it answers in the time that a request has.</summary>
    [Fact]
    public async Task RunAsync_ManyImagesReady_AreWrittenSixteenAtATime()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls], ("Diffusion:Batches:Size", "40"));
        await harness.PlanAsync(Request with { Count = 40 });
        var (held, gate) = (0, new TaskCompletionSource());
        calls.Wait = request =>
        {
            if (request.Method != RequestMethod.Put || !request.Uri.Path.Contains("/images/", StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            Interlocked.Increment(ref held);
            return gate.Task;
        };

        var running = harness.DrainAsync();
        for (var i = 0; i < 600 && Volatile.Read(ref held) < 16; i++)
        {
            await Task.Delay(50);
        }

        await Task.Delay(500);
        Assert.Equal(16, Volatile.Read(ref held));
        gate.SetResult();
        await running;
        Assert.Equal(40, Volatile.Read(ref held));
        Assert.Equal(40, BatchManifest.Read(new BinaryData(await harness.ReadAsync("results/job-1/manifest.jsonl"))).Count());
    }

    /// <summary>Images take the starts in turn; one whose start is missing, too large or no picture fails alone and says why.</summary>
    [Fact]
    public async Task RunAsync_StartImages_AreReadAndNamedInTheProvenance()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite, ("Diffusion:Limits:MaxStartImageBytes", "4096"), ("Diffusion:Limits:MaxStartImagePixels", "1000"));
        var start = new Pixels([.. Enumerable.Range(0, 48).Select(i => (byte)(5 * i))], 4, 4, 3);
        await harness.WriteAsync("inbox/a.png", PngFile.Encode(start, provenance: null));
        await harness.WriteAsync("inbox/b.png", "no picture");
        await harness.WriteAsync("inbox/large.png", new byte[5000]);
        await harness.WriteAsync("inbox/wide.png", PngFile.Encode(new Pixels(new byte[40 * 40 * 3], 40, 40, 3), provenance: null));
        var seen = new List<float[]?>();
        harness.Models.Failure = request =>
        {
            seen.Add(request.StartImage);
            return null;
        };

        await harness.RunAsync(Request with
        {
            Count = 5,
            Start = StartName.Image,
            StartTimestep = 400,
            StartImages = new BlobList("inbox/a.png", "inbox/b.png", "inbox/c.png", "inbox/large.png", "inbox/wide.png"),
        });

        var records = BatchManifest.Read(new BinaryData(await harness.ReadAsync("results/job-1/manifest.jsonl"))).ToList();
        Assert.Null(records[0].Error);
        Assert.Contains("inbox/b.png, which is no PNG", records[1].Error, StringComparison.Ordinal);
        Assert.Contains("inbox/c.png, but there is no such blob", records[2].Error, StringComparison.Ordinal);
        Assert.Contains("has 5000 bytes, but may have 4096", records[3].Error, StringComparison.Ordinal);
        Assert.Contains("has 40×40 pixels, but may have 1000", records[4].Error, StringComparison.Ordinal);
        Assert.Equal(start.ToPlanes(), Assert.Single(seen));
        var (_, provenance) = PngFile.Decode(await harness.ReadAsync("results/job-1/" + records[0].Name));
        Assert.Equal(("inbox/a.png", start.Sha256()), (provenance!.StartImage, provenance.StartImageSha256));
    }

    /// <summary>Neither the cut into batches nor another attempt deals the scales anew, and equal scales share a plan.</summary>
    [Fact]
    public async Task RunAsync_ScalesAndAnotherAttempt_GiveEachImageItsOwnScale()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        double[] scales = [1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 1, 1];
        var request = Request with { Count = 14, Guidance = new GuidanceRequest { Kind = GuidanceName.Classifier, Scales = new GuidanceScales(1, 2) } };
        await harness.PlanAsync(request);
        harness.Models.Failure = image => image.ImageIndex is 2 or 7 ? new TimeoutException("lost") : null;
        var messages = await harness.TakeAsync(QueueNames.Batches);
        foreach (var message in messages)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => harness.RunBatchAsync(message));
        }

        var plans = new Dictionary<uint, SamplingPlan>();
        harness.Models.Failure = image =>
        {
            plans.Add(image.ImageIndex, image.Plan);
            return null;
        };
        while (messages.Count > 0)
        {
            foreach (var message in messages)
            {
                plans.Clear();
                await harness.RunBatchAsync(message);
                Assert.InRange(plans.Values.Distinct(ReferenceEqualityComparer.Instance).Count(), 1, 2);
                Assert.All(plans, made => Assert.Equal(scales[(int)made.Key], made.Value.Options.Guidance.Scale));
            }

            messages = await harness.TakeAsync(QueueNames.Batches);
        }

        var records = BatchManifest.Read(new BinaryData(await harness.ReadAsync("results/job-1/manifest.jsonl"))).ToList();
        Assert.Equal(scales, records.Select(record => record.GuidanceScale!.Value));
        foreach (var record in records)
        {
            var (_, provenance) = PngFile.Decode(await harness.ReadAsync("results/job-1/" + record.Name));
            Assert.Equal(new GuidanceRequest { Kind = GuidanceName.Classifier, Scale = scales[record.Index] }, provenance!.Guidance);
        }
    }

    [Fact]
    public async Task RunAsync_SameMessageTwice_MakesAndWritesNothingAgain()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        await harness.RunBatchAsync(message);
        var before = await harness.BlobsAsync();

        await harness.RunBatchAsync(message);

        Assert.Equal(before, await harness.BlobsAsync());
        Assert.Equal(4, harness.Models.Generated.Count);
        Assert.Single(await harness.CompletionsAsync());
    }

    [Fact]
    public async Task RunAsync_SomeImagesAreThere_MakesTheOthersAndTheSameManifest()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        harness.Models.Failure = request => request.ImageIndex == 2 ? new TimeoutException("lost") : null;
        await Assert.ThrowsAsync<TimeoutException>(() => harness.RunBatchAsync(message));
        Assert.Contains("lost", (await ErrorAsync(harness)).Error, StringComparison.Ordinal);
        harness.Models.Failure = _ => null;
        harness.Models.Generated.Clear();

        await harness.RunBatchAsync(message);

        Assert.Equal([2u], harness.Models.Generated);
        await using var undisturbed = await JobsHarness.CreateAsync(azurite);
        await undisturbed.RunAsync(Request);
        Assert.Equal(await undisturbed.ReadAsync("results/job-1/manifest.jsonl"), await harness.ReadAsync("results/job-1/manifest.jsonl"));
    }

    [Fact]
    public async Task RunAsync_ForeignBlobInTheWay_FailsAndLeavesIt()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.WriteAsync("results/job-1/images/00000001_ring.png", "mine");

        await Assert.ThrowsAsync<JobStateException>(async () => await harness.RunBatchAsync((await harness.TakeAsync(QueueNames.Batches))[0]));

        Assert.Equal("mine"u8.ToArray(), await harness.ReadAsync("results/job-1/images/00000001_ring.png"));
    }

    [Fact]
    public async Task RunAsync_OneImageCannotBeMade_TheOthersAre()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        harness.Models.Failure = request => request.ImageIndex == 1 ? new ImageException("step 3 is not a number") : null;

        await harness.RunAsync(Request);

        var completion = Assert.Single(await harness.CompletionsAsync());
        Assert.Equal((JobState.CompletedWithFailures, 3, 1), (completion.State, completion.Images, completion.FailedImages));
        Assert.Equal(["step 3 is not a number"], completion.Reasons);
        Assert.Contains("results/job-1/_FAILED", (await harness.BlobsAsync()).Keys);
        Assert.DoesNotContain("results/job-1/_SUCCESS", (await harness.BlobsAsync()).Keys);
    }

    [Fact]
    public async Task RunAsync_OtherModelContent_MakesNothing()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        harness.Models.Hash = new string('b', 64);

        await Assert.ThrowsAsync<ModelException>(async () => await harness.RunBatchAsync((await harness.TakeAsync(QueueNames.Batches))[0]));

        Assert.Empty(harness.Models.Generated);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("""{"jobId":"a","prefix":"../x","batch":0,"first":0,"count":1,"modelHash":"","jobHash":""}""")]
    public async Task RunAsync_NoBatchMessage_IsRecorded(string message)
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);

        await harness.RunBatchAsync(message);

        Assert.Single((await harness.RejectionAsync("batch-message")).Problems);
    }

    [Fact]
    public async Task RunAsync_MessageOfAnotherPlan_Fails()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var message = JsonSerializer.Deserialize((await harness.TakeAsync(QueueNames.Batches))[0], ContractsJson.Default.BatchMessage)!;

        await Assert.ThrowsAsync<JobStateException>(() => harness.Get<BatchRunner>().RunAsync(message with { Count = 3 }, CancellationToken.None));
    }

    [Fact]
    public async Task RunAsync_MessageOfAnotherPlan_WritesIntoNoFolder()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var message = JsonSerializer.Deserialize((await harness.TakeAsync(QueueNames.Batches))[0], ContractsJson.Default.BatchMessage)!;
        var before = await harness.BlobsAsync();

        foreach (var other in new[] { message with { JobHash = new string('0', 64) }, message with { Batch = 7 }, message with { Prefix = "elsewhere" } })
        {
            await Assert.ThrowsAsync<JobStateException>(() => harness.RunBatchAsync(JsonSerializer.Serialize(other, ContractsJson.Default.BatchMessage)));
        }

        Assert.Equal(before, await harness.BlobsAsync());
    }

    [Fact]
    public async Task RunAsync_EveryMessageTwice_KeepsOneMessageALane()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request with { Count = 24 });
        for (var round = 0; round < 3; round++)
        {
            var messages = await harness.TakeAsync(QueueNames.Batches);
            Assert.Equal(2, messages.Count);
            foreach (var message in messages.Concat(messages))
            {
                await harness.RunBatchAsync(message);
            }
        }

        Assert.Empty(await harness.TakeAsync(QueueNames.Batches));
        Assert.Equal(24, harness.Models.Generated.Count);
        Assert.Single(await harness.CompletionsAsync());
    }

    [Fact]
    public async Task RunAsync_AnotherHolderIsAtIt_PutsTheMessageBackAndMakesNothing()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        var (first, gate) = await StartAsync(harness, message, images: 4);

        await harness.RunBatchAsync(message).WaitAsync(TimeSpan.FromSeconds(60));
        gate.SetResult();
        await first;

        Assert.Equal(4, harness.Models.Count);
        Assert.Equal(1, (await harness.Queue(QueueNames.Batches).GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Single(await harness.CompletionsAsync());
    }

    /// <summary>A host that stood still for longer than its lease writes no manifest: the job may have been deleted or redriven since.</summary>
    [Fact]
    public async Task RunAsync_LeaseIsLost_WritesNoManifestAndComesAgain()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request with { Count = 4 });
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        var (running, gate) = await StartAsync(harness, message, images: 4);

        await harness.BreakLeaseAsync(BlobNames.BatchLock("job-1", 0));
        await Task.Delay(TimeSpan.FromSeconds(6));
        gate.SetResult();

        Assert.True(TransientFailure.Is(await Assert.ThrowsAsync<IOException>(() => running)));
        Assert.DoesNotContain(BlobNames.BatchManifest("results", "job-1", 0), (await harness.BlobsAsync()).Keys);
        await harness.RunBatchAsync(message);
        Assert.Equal(4, harness.Models.Count);
        Assert.Equal(JobState.Completed, Assert.Single(await harness.CompletionsAsync()).State);
    }

    /// <summary>The manifest that a host marks is the one it has read: a batch that was put back meanwhile is left alone.</summary>
    [Fact]
    public async Task RunAsync_ManifestIsTakenBackBeforeItIsMarked_GoesOn()
    {
        var calls = new StorageCalls();
        await using var harness = await JobsHarness.CreateAsync(azurite, [calls]);
        await harness.PlanAsync(Request with { Count = 12 });
        var messages = await harness.TakeAsync(QueueNames.Batches);
        calls.Wait = request => request.Uri.Query.Contains("comp=metadata", StringComparison.Ordinal)
            ? harness.Get<JobContainer>().DeleteAsync(BlobNames.BatchManifest("results", "job-1", 0), CancellationToken.None)
            : Task.CompletedTask;

        await harness.RunBatchAsync(messages[0]);

        Assert.DoesNotContain(BlobNames.BatchManifest("results", "job-1", 0), (await harness.BlobsAsync()).Keys);
        Assert.Single(await harness.TakeAsync(QueueNames.Batches));
    }

    [Fact]
    public async Task RunAsync_ForeignManifest_IsNotCountedAsDone()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        await harness.PlanAsync(Request);
        await harness.WriteAsync("results/job-1/manifest/00000000.jsonl", "mine");
        var message = Assert.Single(await harness.TakeAsync(QueueNames.Batches));
        var plan = await harness.Get<JobProgress>().ReadPlanAsync("results", "job-1", CancellationToken.None);

        await Assert.ThrowsAsync<JobStateException>(() => harness.RunBatchAsync(message));

        Assert.Empty(await harness.Get<JobProgress>().DoneBatchesAsync(plan, CancellationToken.None));
        Assert.False(await harness.Get<JobFinisher>().TryFinishAsync(plan, CancellationToken.None));
        Assert.Equal("mine"u8.ToArray(), await harness.ReadAsync("results/job-1/manifest/00000000.jsonl"));
    }

    private static async Task<BatchError> ErrorAsync(JobsHarness harness) =>
        JobsJson.Read(new BinaryData(await harness.ReadAsync("results/job-1/errors/00000000.json")), JobsJson.Default.BatchError);

    /// <summary>A batch whose images are all begun and wait for the gate.</summary>
    private static async Task<(Task Running, TaskCompletionSource Gate)> StartAsync(JobsHarness harness, string message, int images)
    {
        var gate = new TaskCompletionSource();
        harness.Models.Gate = gate.Task;
        var running = harness.RunBatchAsync(message);
        while (harness.Models.Count < images)
        {
            await Task.Delay(20);
        }

        return (running, gate);
    }
}
