using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;

namespace Diffusion.Jobs.Tests.Ending;

[Collection(AzuriteTests.Name)]
public sealed class JobEndsTests(AzuriteFixture azurite)
{
    private const string Hash = "0123";

    /// <summary>Whoever cancelled comes late: the job was redriven and has come to another end.</summary>
    [Fact]
    public async Task NoteAnnouncedAsync_EndWasTakenBackSince_LeavesTheLaterOne()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        var ends = harness.Get<JobEnds>();
        var cancelled = await ends.DecideAsync("job-1", Hash, JobState.Cancelled, CancellationToken.None);
        await ends.ForgetAsync("job-1", Hash, CancellationToken.None);
        var completed = await ends.DecideAsync("job-1", Hash, JobState.Completed, CancellationToken.None);

        await ends.NoteAnnouncedAsync("job-1", Hash, cancelled, CancellationToken.None);
        Assert.Equal(completed, await ends.TryReadAsync("job-1", Hash, CancellationToken.None));

        await ends.NoteAnnouncedAsync("job-1", Hash, completed, CancellationToken.None);
        Assert.True((await ends.TryReadAsync("job-1", Hash, CancellationToken.None))!.IsAnnounced);
    }

    [Fact]
    public async Task ForgetAsync_AnotherJobsEnd_Stays()
    {
        await using var harness = await JobsHarness.CreateAsync(azurite);
        var ends = harness.Get<JobEnds>();
        await ends.DecideAsync("job-1", Hash, JobState.Cancelled, CancellationToken.None);

        await ends.ForgetAsync("job-1", "4567", CancellationToken.None);

        Assert.NotNull(await ends.TryReadAsync("job-1", Hash, CancellationToken.None));
    }
}
