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

        // Its planner was given up, before and after it had claimed the id; another job of this id was not.
        await GiveUpAsync(JobHash);
        Assert.Equal(JobState.Failed, await LookAsync(byId: true));
        Assert.Equal(JobState.Failed, await LookAsync(byId: false));
        await ClaimAsync();
        Assert.Equal(JobState.Failed, await LookAsync(byId: true));
        Assert.Equal(JobState.Failed, await LookAsync(byId: false));
        await GiveUpAsync(new string('f', 64));
        Assert.Null(await LookAsync(byId: true));
        Assert.Null(await LookAsync(byId: false));

        // Claimed, and then rejected because of a blob in the plan's place.
        await RejectAsync("other", null);
        Assert.Null(await LookAsync(byId: true));
        await RejectAsync("message-1", JobHash);
        Assert.Equal(JobState.Rejected, await LookAsync(byId: true));
        Assert.Equal(JobState.Rejected, await LookAsync(byId: false));
        await Container.DeleteAsync(BlobNames.Rejected("message-1"), CancellationToken.None);

        // Planned: a foreign end is none, and a batch that could not be ended ends the job.
        await PlanAsync();
        Assert.Null(await LookAsync(byId: true));
        await MarkAsync(BlobNames.Success("results", "job-1"), "foreign");
        Assert.Null(await LookAsync(byId: true));
        await GiveUpAsync(JobHash);
        Assert.Equal(JobState.Failed, await LookAsync(byId: true));

        await MarkAsync(BlobNames.Failure("results", "job-1"), JobHash);
        Assert.Equal(JobState.Failed, await LookAsync(byId: false));
        await MarkAsync(BlobNames.Success("results", "job-1"), JobHash);
        Assert.Equal(JobState.Completed, await LookAsync(byId: true));
        Assert.Equal(JobState.Completed, await LookAsync(byId: false));
    }

    private async Task<JobState?> LookAsync(bool byId) => (await services!.GetRequiredService<JobWatch>().LookAsync(
        byId ? new SubmittedJob("job-1", "") : new SubmittedJob("job-1", "message-1", JobHash), _ => { }, CancellationToken.None))?.State;

    private Task GiveUpAsync(string jobHash) =>
        WriteAsync(BlobNames.GivenUp("job-1"), Record(QueueNames.JobsPoison), BlobContent.Json.Of(jobHash));

    private Task RejectAsync(string messageId, string? jobHash)
    {
        var kind = BlobContent.Json.With(Rejections.JobIdKey, "job-1");
        return WriteAsync(BlobNames.Rejected(messageId), Record(QueueNames.Jobs), jobHash is null ? kind : kind.Of(jobHash));
    }

    private Task ClaimAsync() => WriteAsync(
        BlobNames.Claim("job-1"), $$"""{"version":1,"jobHash":"{{JobHash}}","prefix":"results"}""", BlobContent.Json);

    private Task PlanAsync() => WriteAsync(
        BlobNames.Plan("results", "job-1"),
        JsonSerializer.Serialize(
            new JobPlan
            {
                Request = Request,
                JobHash = JobHash,
                ModelVersion = "1",
                ModelHash = JobHash,
                Rows = [1],
                Labels = [0],
                LabelNames = ["disc"],
                BatchSize = 2,
                Window = 1,
            },
            Web),
        BlobContent.Json.Of(JobHash));

    private Task MarkAsync(string name, string jobHash) => WriteAsync(name, "", new BlobContent("text/plain").Of(jobHash));

    private Task WriteAsync(string name, string text, BlobContent kind) => Container.WriteAsync(name, BinaryData.FromString(text), kind, CancellationToken.None);

    private static string Record(string queue) => JsonSerializer.Serialize(
        new JobRejected { MessageId = "message-1", Queue = queue, JobId = "job-1", Problems = [new JobProblem("message", "good", "it could not be planned", "Try again.")], Message = "" },
        ContractsJson.Default.JobRejected);

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
}
