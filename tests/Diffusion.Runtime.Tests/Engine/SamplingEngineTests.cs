using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Diffusion.Runtime.Tests.Golden;
using Diffusion.Sampling;

namespace Diffusion.Runtime.Tests.Engine;

public sealed class SamplingEngineTests(TestModel model) : IClassFixture<TestModel>
{
    private static readonly Device Cpu = Device.Select(DeviceChoice.Cpu);

    [Fact]
    public async Task GenerateAsync_AnyRowCountCompanyAndOrder_GivesTheSameBytes()
    {
        using var root = new TemporaryFolder();
        var odd = model.CopyTo(root.Path, card => card with { Rows = [1, 3, 8, 16] });
        var requests = Mixture().ToList();
        var alone = new List<string>();
        await using (var engine = await SamplingEngine.StartAsync(model.Folder, Cpu, new() { Rows = 1 }))
        {
            foreach (var request in requests)
            {
                alone.Add(Hash(await engine.GenerateAsync(request)));
            }

            Assert.Equal(2, engine.Statistics.PeakRows);
            Assert.Null(engine.Provenance.Rows);
        }

        foreach (var (folder, rows, shuffle) in new[] { (model.Folder, 4, 0), (model.Folder, 16, 1), (odd, 1, 2), (odd, 3, 3), (odd, 8, 4), (odd, 16, 5) })
        {
            await using var engine = await SamplingEngine.StartAsync(folder, Cpu, new() { Rows = rows });
            var order = Enumerable.Range(0, requests.Count).ToArray();
            new Random(shuffle).Shuffle(order);

            // The first images' progress holds the loop until all the others wait.
            using var hold = new ManualResetEventSlim();
            var tasks = order.Select(index => (Index: index, Image: engine.GenerateAsync(requests[index], new Recorder(_ => hold.Wait())))).ToList();
            hold.Set();
            foreach (var (index, image) in tasks)
            {
                Assert.Equal(alone[index], Hash(await image));
            }

            Assert.InRange(engine.Statistics.PeakRows, rows - 1, Math.Max(rows, 2));
            Assert.Equal(requests.Count, engine.Statistics.Images);
        }

        Assert.Equal(alone.Count, alone.Distinct().Count());
    }

    [Fact]
    public async Task GenerateAsync_SteadyState_AllocatesNothingPerStep()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var plan = Plan(SamplerKind.Ddpm, "50", GuidanceKind.Classifier, 2);
        await engine.GenerateAsync(new ImageRequest(plan, 0, 0, 1, 0));
        var before = engine.Statistics;

        await Task.WhenAll(Enumerable.Range(1, 8).Select(index => engine.GenerateAsync(new ImageRequest(plan, 0, 1, 1, (uint)index))));

        var after = engine.Statistics;
        Assert.InRange(after.Steps - before.Steps, 50, 8 * 50);
        Assert.Equal(0, after.AllocatedBytes - before.AllocatedBytes);
        Assert.True(after.ModelSeconds > before.ModelSeconds);
        Assert.True(after.OtherSeconds > before.OtherSeconds);
    }

    /// <summary>Two images end in the same step: the first is not out before the second has made it, and with it both are counted.</summary>
    [Fact]
    public async Task GenerateAsync_ImagesThatEndTogether_AreCountedBeforeTheyAreOut()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var (longPlan, plan) = (Plan(SamplerKind.Ddim, "20"), Plan(SamplerKind.Ddim, "2"));
        using var hold = new ManualResetEventSlim();
        var isOutEarly = false;

        // A third image's progress holds the loop until both wait.
        var holder = engine.GenerateAsync(new ImageRequest(longPlan, 0, null, 1, 0), new Recorder(_ => hold.Wait()));
        var first = engine.GenerateAsync(new ImageRequest(plan, 0, null, 1, 1));
        var second = engine.GenerateAsync(new ImageRequest(plan, 0, null, 1, 2), new Recorder(_ => isOutEarly |= first.IsCompleted));
        hold.Set();

        await first;
        Assert.InRange(engine.Statistics.Images, 2, 3);
        await Task.WhenAll(holder, second);
        Assert.False(isOutEarly);
    }

    [Fact]
    public async Task GenerateAsync_MoreImagesThanRows_RefillsEachRowTheMomentItEnds()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu, new() { Rows = 4 });
        var (longPlan, shortPlan) = (Plan(SamplerKind.Ddim, "12"), Plan(SamplerKind.Ddim, "4"));
        using var hold = new ManualResetEventSlim();

        // The first image's progress holds the loop until all the others wait.
        var first = engine.GenerateAsync(new ImageRequest(longPlan, 0, null, 1, 0), new Recorder(_ => hold.Wait()));
        var others = Enumerable.Range(1, 9).Select(index => engine.GenerateAsync(new ImageRequest(shortPlan, 1, null, 1, (uint)index))).ToList();
        hold.Set();
        await Task.WhenAll([first, .. others]);

        // Three rows make nine images of 4 steps while the first one makes its other 11, and the last of them one step more.
        Assert.InRange(engine.Statistics.Steps, 12, 13);
        Assert.Equal(4, engine.Statistics.PeakRows);
    }

    [Fact]
    public async Task GenerateAsync_PairAtTheHead_IsNotOvertaken()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu, new() { Rows = 4 });
        var plan = Plan(SamplerKind.Ddim, "6");
        var pair = Plan(SamplerKind.Ddim, "6", GuidanceKind.ClassifierFree, 2);
        var finished = new ConcurrentQueue<int>();
        using var hold = new ManualResetEventSlim();

        IProgress<int> Watch(int image) => new Recorder(step =>
        {
            hold.Wait();
            if (step == 6)
            {
                finished.Enqueue(image);
            }
        });
        var tasks = new List<Task>();
        foreach (var (image, isPair) in new[] { (0, false), (1, true), (2, true), (3, false) })
        {
            tasks.Add(engine.GenerateAsync(new ImageRequest(isPair ? pair : plan, 0, null, 1, (uint)image), Watch(image)));
        }

        hold.Set();
        await Task.WhenAll(tasks);

        Assert.Equal([0, 1, 2, 3], finished);
    }

    [Fact]
    public async Task GenerateAsync_Progress_CountsEveryStep()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var progress = new Recorder();

        var image = await engine.GenerateAsync(new ImageRequest(Plan(SamplerKind.Ddim, "5"), 1, null, 7, 0), progress);

        Assert.Equal([1, 2, 3, 4, 5], progress.Steps);
        Assert.Equal((3, 8, 8, 192), (image.Channels, image.Height, image.Width, image.Pixels.Length));
        Assert.All(image.Pixels, pixel => Assert.InRange(pixel, -1.001f, 1.001f));
    }

    [Fact]
    public async Task GenerateAsync_Cancelled_FreesTheRowBetweenSteps()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu, new() { Rows = 1 });
        using var cancellation = new CancellationTokenSource();
        var progress = new Recorder(step =>
        {
            if (step == 3)
            {
                cancellation.Cancel();
            }
        });

        var cancelled = engine.GenerateAsync(new ImageRequest(Plan(SamplerKind.Ddim, "50"), 0, null, 1, 0), progress, cancellation.Token);
        var next = engine.GenerateAsync(new ImageRequest(Plan(SamplerKind.Ddim, "4"), 0, null, 1, 1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await next;
        Assert.Equal([1, 2, 3], progress.Steps);
        Assert.Equal(7, engine.Statistics.Steps);
    }

    [Fact]
    public async Task GenerateAsync_CancelledWhileWaiting_EndsAtOnce()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu, new() { Rows = 1 });
        using var cancellation = new CancellationTokenSource();
        using var hold = new ManualResetEventSlim();
        var first = engine.GenerateAsync(new ImageRequest(Plan(SamplerKind.Ddim, "5"), 0, null, 1, 0), new Recorder(_ => hold.Wait()));
        var waiting = engine.GenerateAsync(new ImageRequest(Plan(SamplerKind.Ddim, "5"), 0, null, 1, 1), null, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        hold.Set();
        await first;
        Assert.Equal(1, engine.Statistics.Images);
    }

    [Fact]
    public async Task GenerateAsync_NotFinite_FailsThatImageNamingTheStep()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var plan = Plan(SamplerKind.Ddim, "5", thresholding: ThresholdingKind.None);
        var expected = Hash(await engine.GenerateAsync(new ImageRequest(plan, 0, null, 3, 0)));

        var broken = engine.GenerateAsync(new ImageRequest(plan, TestModel.BrokenLabel, null, 3, 1));
        var good = engine.GenerateAsync(new ImageRequest(plan, 0, null, 3, 0));

        var error = await Assert.ThrowsAsync<ImageException>(() => broken);
        Assert.Contains("Image 1 of seed 3", error.Message);
        Assert.Contains("step 1 of 5 (timestep 99)", error.Message);
        Assert.Equal(expected, Hash(await good));
        Assert.Equal(expected, Hash(await engine.GenerateAsync(new ImageRequest(plan, 0, null, 3, 0))));
    }

    /// <summary>Noise is drawn on another thread; what goes wrong there ends the engine as elsewhere, and nobody waits for ever.</summary>
    [Fact]
    public async Task GenerateAsync_NoiseThatFails_FailsWhatIsOutstanding()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var plan = Plan(new SamplingOptions { Steps = "4" });
        var broken = new ImageRequest(plan, 0, 0, 1, 0) with { Noise = new RecordedNoise(new float[192], step => step < 2 ? new float[192] : throw new InvalidOperationException("no more noise")) };

        var error = await Assert.ThrowsAsync<ImageException>(() => engine.GenerateAsync(broken));

        Assert.Contains("no more noise", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.GenerateAsync(new ImageRequest(plan, 0, 0, 1, 0)));
    }

    [Fact]
    public async Task DisposeAsync_Outstanding_FailsClearly()
    {
        var engine = await SamplingEngine.StartAsync(model.Folder, Cpu, new() { Rows = 1 });
        using var hold = new ManualResetEventSlim();
        var running = engine.GenerateAsync(new ImageRequest(Plan(SamplerKind.Ddim, "5"), 0, null, 1, 0), new Recorder(_ => hold.Wait()));
        var waiting = engine.GenerateAsync(new ImageRequest(Plan(SamplerKind.Ddim, "5"), 0, null, 1, 1));

        var disposal = engine.DisposeAsync();
        hold.Set();
        await disposal;
        await engine.DisposeAsync();

        Assert.Contains("Image 0", (await Assert.ThrowsAsync<ObjectDisposedException>(() => running)).Message);
        Assert.Contains("Image 1", (await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting)).Message);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => engine.GenerateAsync(new ImageRequest(Plan(SamplerKind.Ddim, "5"), 0, null, 1, 2)));
    }

    [Fact]
    public async Task GenerateAsync_RequestThatDoesNotFit_ListsEveryProblem()
    {
        await using var engine = await SamplingEngine.StartAsync(model.Folder, Cpu);
        var other = new DiffusionModelSettings(NoiseSchedule.Create("linear", 100), PredictionKind.Epsilon, VarianceKind.FixedSmall);
        var plan = SamplingPlan.Create(other, new SamplingOptions { Guidance = new() { Kind = GuidanceKind.Classifier, Scale = 2 } });

        var error = await Assert.ThrowsAsync<ImageException>(() => engine.GenerateAsync(new ImageRequest(plan, 9, null, 1, 5)));

        Assert.Contains("Image 5", error.Message);
        Assert.Contains("another schedule", error.Message);
        Assert.Contains("network label is 9", error.Message);
        Assert.Contains("no classifier label", error.Message);
    }

    [Fact]
    public async Task StartAsync_RowsThatTheCardDoesNotHave_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ModelException>(() => SamplingEngine.StartAsync(model.Folder, Cpu, new() { Rows = 5 }));

        Assert.Contains("1, 4, 16", error.Message);
    }

    /// <summary>Samplers, step counts, start times and guidance of every kind, so that rows of all kinds lie side by side.</summary>
    private IEnumerable<ImageRequest> Mixture()
    {
        SamplingPlan[] plans =
        [
            Plan(SamplerKind.Ddpm, "7"),
            Plan(SamplerKind.Ddim, "5", GuidanceKind.ClassifierFree, 2.5),
            Plan(SamplerKind.Ddpm, "4", GuidanceKind.Classifier, 2),
            Plan(SamplerKind.Ddim, "6", eta: 0.5),
            Plan(SamplerKind.Ddim, "5", GuidanceKind.Classifier, 3),
            Plan(SamplerKind.Ddpm, "3", GuidanceKind.ClassifierFree, 4),
            Plan(SamplerKind.DpmSolver2M, "karras6", GuidanceKind.Both, 2),
            Plan(SamplerKind.Heun, "logsnr3", GuidanceKind.Autoguidance, 2),
            Plan(SamplerKind.Ddim, "4", thresholding: ThresholdingKind.Dynamic),
            Plan(new() { Steps = "3", Guidance = new() { Kind = GuidanceKind.Classifier, Scale = 2, GradientAt = GradientPoint.Mean } }),
            Plan(new() { Steps = "5", Guidance = new() { Kind = GuidanceKind.ClassifierFree, Scale = 3, Rescale = 0.7, Interval = new(20, 60) } }),
        ];
        for (var index = 0u; index < 22; index++)
        {
            var plan = plans[index % plans.Length];
            var label = (int)(index % 2);
            yield return new ImageRequest(plan, index % 5 == 4 ? null : label, plan.NeedsClassifier ? label : null, 42 + (index % 3), index);
        }
    }

    private SamplingPlan Plan(SamplingOptions options) => SamplingPlan.Create(model.Folder.Settings, options);

    private SamplingPlan Plan(
        SamplerKind sampler,
        string steps,
        GuidanceKind guidance = GuidanceKind.None,
        double scale = 1,
        double eta = 0,
        ThresholdingKind thresholding = ThresholdingKind.Static) =>
        Plan(new SamplingOptions
        {
            Sampler = sampler,
            Steps = steps,
            Eta = eta,
            Guidance = new GuidanceOptions { Kind = guidance, Scale = scale },
            Thresholding = thresholding,
        });

    private static string Hash(SampledImage image) =>
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(image.Pixels.AsSpan())));

    private sealed class Recorder(Action<int>? then = null) : IProgress<int>
    {
        public ConcurrentQueue<int> Steps { get; } = new();

        public void Report(int value)
        {
            Steps.Enqueue(value);
            then?.Invoke(value);
        }
    }
}
