using System.Text.Json;
using Diffusion.Jobs;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Diffusion.Functions.Tests.Health;

public sealed class HealthProbeTests
{
    private readonly OneModel model = new();
    private readonly SetTime time = new();

    [Fact]
    public async Task Check_AHealthyHost_SaysWhatItRunsOn()
    {
        var (status, report) = await AnswerAsync(Probe());

        Assert.True(status == 200, report.Reason);
        Assert.Equal(
            ("healthy", "one", "the hash", "a device", "a provider"),
            (report.Status, report.Model, report.ModelHash, report.Device, report.Provider));
        Assert.Equal(1, model.Steps);
    }

    [Fact]
    public async Task Check_WithinTheCachesTime_AsksTheModelOnce()
    {
        var probe = Probe();
        await probe.CheckAsync(CancellationToken.None);
        time.Pass(TimeSpan.FromSeconds(14));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => probe.CheckAsync(CancellationToken.None)));
        Assert.Equal(1, model.Asked);

        time.Pass(TimeSpan.FromSeconds(2));
        await probe.CheckAsync(CancellationToken.None);

        Assert.Equal(2, model.Asked);
    }

    [Fact]
    public async Task Check_WhileTheModelLoads_AnswersThatItStarts()
    {
        model.Loading = new TaskCompletionSource();
        var probe = Probe(patience: 0.05);

        var (status, report) = await AnswerAsync(probe);
        Assert.Equal((503, "starting"), (status, report.Status));

        // However long that takes: a large model is not a sick one.
        time.Pass(TimeSpan.FromHours(1));
        Assert.Equal("starting", (await probe.CheckAsync(CancellationToken.None)).Status);

        model.Loading.SetResult();
        Assert.Equal("healthy", (await UntilAsync(probe, report => report.Status == "healthy")).Status);
    }

    [Fact]
    public async Task Check_AnImageThatDoesNotEnd_IsUnhealthyAfterItsTime()
    {
        var probe = Probe(patience: 0.05);
        await UntilAsync(probe, report => report.Status == "healthy");
        time.Pass(TimeSpan.FromSeconds(20));
        model.Working = new TaskCompletionSource();
        Assert.Equal("healthy", (await probe.CheckAsync(CancellationToken.None)).Status);

        // The clock goes on only when the image has begun: its time counts from there.
        await UntilAsync(probe, _ => model.Asked == 2);
        time.Pass(TimeSpan.FromSeconds(61));
        var (status, report) = await AnswerAsync(probe);
        Assert.Equal((503, "unhealthy", "the hash"), (status, report.Status, report.ModelHash));
        Assert.Contains("has not ended within 60 s", report.Reason, StringComparison.Ordinal);

        model.Working.SetResult();
        await UntilAsync(probe, report => report.Status == "healthy");
    }

    [Fact]
    public async Task Check_AFailingDevice_SaysWhy_AndRecovers()
    {
        var probe = Probe();
        model.Failure = new ImageException("the device is lost") { IsTransient = true };
        var (status, report) = await AnswerAsync(probe);
        Assert.Equal((503, "unhealthy"), (status, report.Status));
        Assert.Contains("the device is lost", report.Reason, StringComparison.Ordinal);

        model.Failure = null;
        time.Pass(TimeSpan.FromSeconds(16));

        Assert.Equal("healthy", (await probe.CheckAsync(CancellationToken.None)).Status);
    }

    [Fact]
    public async Task Check_AnImageOfNoNumbers_IsUnhealthy()
    {
        model.Value = float.NaN;
        Assert.Equal("unhealthy", (await Probe().CheckAsync(CancellationToken.None)).Status);
    }

    [Theory]
    [InlineData(false, false, null)]
    [InlineData(true, true, null)]
    [InlineData(true, false, 0)]
    public async Task Check_AnyModel_TellsTheNetworkALabelOnlyWhereItMustHaveOne(bool knowsLabels, bool hasNullClass, int? label)
    {
        model.Change = known => known with { KnowsLabels = knowsLabels, HasNullClass = hasNullClass };

        Assert.Equal("healthy", (await Probe().CheckAsync(CancellationToken.None)).Status);
        Assert.Equal(label, model.Label);
    }

    [Fact]
    public async Task Check_AModelThatIsNotThere_IsUnhealthyAndNamesTheSetting()
    {
        var report = await Probe(name: "two").CheckAsync(CancellationToken.None);

        Assert.Equal("unhealthy", report.Status);
        Assert.Contains(SettingNames.HealthModel, report.Reason, StringComparison.Ordinal);
    }

    private static async Task<HealthReport> UntilAsync(HealthProbe probe, Func<HealthReport, bool> isSo)
    {
        for (var look = 0; look < 500; look++)
        {
            if (await probe.CheckAsync(CancellationToken.None) is var report && isSo(report))
            {
                return report;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("The report stayed as it was.");
    }

    private static async Task<(int? Status, HealthReport Report)> AnswerAsync(HealthProbe probe)
    {
        var answer = Assert.IsType<ContentResult>(await new HealthEndpoint(probe).AnswerAsync(new DefaultHttpContext().Request, CancellationToken.None));
        return (answer.StatusCode, JsonSerializer.Deserialize(answer.Content!, HttpJson.Default.HealthReport)!);
    }

    private HealthProbe Probe(double patience = 30, string name = "")
    {
        var options = Options.Create(new HealthOptions { PatienceSeconds = patience, Model = name });
        return new HealthProbe(new TinyInference(model, options, time), options, time, NullLogger<HealthProbe>.Instance);
    }

    /// <summary>Its clock stands still until it is told.</summary>
    private sealed class SetTime : TimeProvider
    {
        private long ticks = DateTimeOffset.UnixEpoch.AddYears(50).UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan span) => Interlocked.Add(ref ticks, span.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref ticks);

        public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);
    }

    private sealed class OneModel : IModelSource, IImageGenerator
    {
        private int asked;

        public int Asked => asked;

        public int Steps { get; private set; }

        public TaskCompletionSource? Loading { get; set; }

        public TaskCompletionSource? Working { get; set; }

        public Exception? Failure { get; set; }

        public float Value { get; set; }

        public int? Label { get; private set; }

        public Func<JobModel, JobModel> Change { get; set; } = known => known;

        public IReadOnlyList<string> Names => ["one"];

        public Task ReleaseAsync(LoadedModel? failed) => Task.CompletedTask;

        public JobModel? Find(string name) => name != "one" ? null : Change(new()
        {
            Name = name,
            Version = "1",
            Hash = "the hash",
            Classes = ["a"],
            HasNullClass = true,
            HasClassifierGradient = false,
            Rows = [1],
            Settings = new DiffusionModelSettings(NoiseSchedule.Create("cosine", 100), PredictionKind.V, VarianceKind.FixedSmall),
        });

        public async Task<LoadedModel> LoadAsync(string name, string hash, CancellationToken cancellation)
        {
            await (Loading?.Task ?? Task.CompletedTask);
            return new LoadedModel(Find(name)!, this, new RuntimeProvenance("a provider", "a device", "1.0", null));
        }

        public async Task<SampledImage> GenerateAsync(ImageRequest request, IProgress<int>? progress = null, CancellationToken cancellation = default)
        {
            Interlocked.Increment(ref asked);
            Steps = request.Plan.Steps.Count;
            Label = request.NetworkLabel;
            await (Working?.Task ?? Task.CompletedTask);
            return Failure is null ? new SampledImage([Value], 1, 1, 1) : throw Failure;
        }
    }
}
