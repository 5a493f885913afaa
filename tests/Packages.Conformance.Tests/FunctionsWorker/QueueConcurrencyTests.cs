namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>batchSize, newBatchThreshold and the renewal of leases.</summary>
[Collection(SharedStorage.Name)]
public sealed class QueueConcurrencyTests(SharedStorage storage, OneAtATime one) : IClassFixture<OneAtATime>
{
    [FunctionAppFact]
    public async Task BatchSizeOne_AMessageLongerThanTheLease_RunsOnceAndOthersWait()
    {
        // Without renewal the first would be received again half-way; without the limits all would run at once.
        const int Longer = (OneAtATime.LeaseSeconds + 3) * 1000;
        foreach (var milliseconds in new[] { Longer, 100, 100 })
        {
            await one.App.SendAsync("slow", milliseconds.ToString());
        }

        await one.App.WaitForLengthAsync("slow", 0);
        Assert.Equal(["started", "ended", "started", "ended", "started", "ended"], one.App.Records("Slow").Select(record => record.Happening));
    }

    [FunctionAppFact]
    public async Task BatchSizeTwoThresholdOne_SeveralMessages_RunThreeAtOnce()
    {
        await using var app = new AppHarness(storage.Server, new()
        {
            ["AzureFunctionsJobHost__extensions__queues__batchSize"] = "2",
            ["AzureFunctionsJobHost__extensions__queues__newBatchThreshold"] = "1",
        });

        // The first ends early, so that the threshold lets another batch in beside the second.
        foreach (var milliseconds in new[] { "100", "3000", "3000", "3000" })
        {
            await app.SendAsync("slow", milliseconds);
        }

        await app.StartAsync();
        await app.WaitForLengthAsync("slow", 0);
        var (running, most) = (0, 0);
        foreach (var record in app.Records("Slow"))
        {
            running += record.Happening == "started" ? 1 : -1;
            most = Math.Max(most, running);
        }

        Assert.Equal(3, most);
    }
}
