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
    public async Task BatchSizeTwoThresholdOne_SeveralMessages_RunThreeAtOnceAndNoMore()
    {
        await using var app = new AppHarness(storage.Server, new()
        {
            ["AzureFunctionsJobHost__extensions__queues__batchSize"] = "2",
            ["AzureFunctionsJobHost__extensions__queues__newBatchThreshold"] = "1",
        });

        // One ends: the threshold lets a batch of two in beside the other. The last message has no place.
        foreach (var milliseconds in new[] { "10", "600000", "600000", "600000", "600000" })
        {
            await app.SendAsync("slow", milliseconds);
        }

        await app.StartAsync();
        await app.WaitForAsync("Slow", 5);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var happenings = app.Records("Slow").Select(record => record.Happening).ToList();
        Assert.Equal((4, 1), (happenings.Count(text => text == "started"), happenings.Count(text => text == "ended")));
        var waiting = Assert.Single((await app.Peek("slow").PeekMessagesAsync(32)).Value);
        Assert.Equal(0, waiting.DequeueCount);
    }
}
