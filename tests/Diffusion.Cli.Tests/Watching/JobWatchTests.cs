using System.Text.Json;
using Diffusion.Azurite;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Diffusion.Cli.Tests.Watching;

/// <summary>A watch of each way in which a job can end, by its id alone and by the message that was sent.</summary>
public sealed class JobWatchTests : IAsyncLifetime
{
    private const string JobHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly JobRequest Request = new() { Id = "job-1", Model = "tiny", Count = 2 };

    private AzuriteServer? server;
    private ServiceProvider? services;

    private JobContainer Container => services!.GetRequiredService<JobContainer>();

    public async Task InitializeAsync()
    {
        server = await AzuriteServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(StorageConnection.Setting, (string?)server.ConnectionString)]).Build();
        services = new ServiceCollection().AddLogging().AddDiffusionJobs(configuration).AddSingleton<JobWatch>().BuildServiceProvider();
        await Container.EnsureAsync(CancellationToken.None);
        await services.GetRequiredService<JobQueues>().EnsureAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await services!.DisposeAsync();
        await server!.DisposeAsync();
    }

    [Fact]
    public async Task LookAsync_EveryEnd_IsTold()
    {
        // Nobody has seen it.
        Assert.Null(await LookAsync(byId: true));
        Assert.Null(await LookAsync(byId: false));

        // Its message was rejected, whatever else is known of this id.
        await RejectAsync("other");
        Assert.Null(await LookAsync(byId: false));
        await RejectAsync("message-1");
        Assert.Null(await LookAsync(byId: true));
        Assert.Equal(JobState.Rejected, await LookAsync(byId: false));
        await Container.DeleteAsync(BlobNames.Rejected("message-1"), CancellationToken.None);

        // It waits and runs.
        await WriteAsync(JobState.Queued);
        Assert.Null(await LookAsync(byId: true));
        await WriteAsync(JobState.Running);
        Assert.Null(await LookAsync(byId: false));

        // It has ended; another job of this id is told by the id alone.
        foreach (var end in Enum.GetValues<JobState>().Where(state => state.IsEnd()))
        {
            await WriteAsync(end);
            Assert.Equal(end, await LookAsync(byId: true));
            Assert.Equal(end, await LookAsync(byId: false));
        }

        await WriteAsync(JobState.Completed, new string('f', 64));
        Assert.Equal(JobState.Completed, await LookAsync(byId: true));
        Assert.Null(await LookAsync(byId: false));
    }

    [Fact]
    public async Task LookAsync_Failures_AreTold()
    {
        await WriteAsync(JobState.CompletedWithFailures);

        var outcome = await services!.GetRequiredService<JobWatch>().LookAsync(new SubmittedJob("job-1", ""), _ => { }, CancellationToken.None);

        Assert.Equal(["image 1: not a number"], outcome!.Reasons);
        Assert.Equal("results/job-1", outcome.Folder);
    }

    [Theory]
    [InlineData(null, null, "running, 3 of 9")]
    [InlineData(2.5, 90.0, "running, 3 of 9, 2.5 images/s, 2 min left")]
    [InlineData(0.01234, 300_000.0, "running, 3 of 9, 0.0123 images/s, 3 d left")]
    public void Describe_RunningJob_SaysHowFarItIs(double? rate, double? left, string expected) => Assert.Equal(
        expected,
        WatchCommand.Describe(new JobStatus { JobId = "a", State = JobState.Running, Done = 3, Total = 9, ImagesPerSecond = rate, SecondsLeft = left, Queued = default, Updated = default }));

    private async Task<JobState?> LookAsync(bool byId) => (await services!.GetRequiredService<JobWatch>().LookAsync(
        byId ? new SubmittedJob("job-1", "") : new SubmittedJob("job-1", "message-1", JobHash), _ => { }, CancellationToken.None))?.State;

    private Task RejectAsync(string messageId) => WriteAsync(
        BlobNames.Rejected(messageId),
        JsonSerializer.Serialize(
            new JobRejected { MessageId = messageId, Queue = QueueNames.Jobs, JobId = "job-1", Problems = [new JobProblem("count", "0", "a job has images", "Set it.")], Message = "" },
            ContractsJson.Default.JobRejected),
        BlobContent.Json);

    private async Task WriteAsync(JobState state, string jobHash = JobHash)
    {
        await WriteAsync(
            BlobNames.Plan("results", "job-1"),
            JsonSerializer.Serialize(
                new JobPlan { Request = Request, JobHash = JobHash, ModelVersion = "1", ModelHash = JobHash, Rows = [1], Labels = [0], LabelNames = ["disc"], BatchSize = 2, Window = 1 },
                Web),
            BlobContent.Json.Of(JobHash));
        var status = new JobStatus
        {
            JobId = "job-1",
            JobHash = jobHash,
            State = state,
            Total = 2,
            Folder = "results/job-1",
            Queued = default,
            Updated = default,
            Failures = state == JobState.CompletedWithFailures ? [new JobFailure(1, "not a number")] : [],
        };
        await WriteAsync(BlobNames.Status("job-1"), JsonSerializer.Serialize(status, ContractsJson.Default.JobStatus), BlobContent.Json);
    }

    private Task WriteAsync(string name, string text, BlobContent kind) => Container.WriteAsync(name, BinaryData.FromString(text), kind, CancellationToken.None);

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
}
