namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>batchSize and newBatchThreshold.</summary>
[Collection(SharedStorage.Name)]
public sealed class QueueConcurrencyTests(SharedStorage storage)
{
    [FunctionAppFact]
    public async Task BatchSizeOneThresholdZero_SeveralMessages_RunOneAfterAnother() =>
        Assert.Equal(1, await MostAtOnceAsync(batchSize: 1, newBatchThreshold: 0));

    [FunctionAppFact]
    public async Task BatchSizeTwoThresholdOne_SeveralMessages_RunThreeAtOnce() =>
        Assert.Equal(3, await MostAtOnceAsync(batchSize: 2, newBatchThreshold: 1));

    private async Task<int> MostAtOnceAsync(int batchSize, int newBatchThreshold)
    {
        const int Messages = 5;
        await using var app = new AppHarness(storage.Server, new()
        {
            ["AzureFunctionsJobHost__extensions__queues__batchSize"] = batchSize.ToString(),
            ["AzureFunctionsJobHost__extensions__queues__newBatchThreshold"] = newBatchThreshold.ToString(),
        });
        for (var i = 0; i < Messages; i++)
        {
            // The first ends early, so that the threshold lets another batch in beside the second.
            await app.SendAsync("slow", i == 0 ? "300" : "1500");
        }

        await app.StartAsync();
        await app.WaitForLengthAsync("slow", 0);
        var (running, most) = (0, 0);
        foreach (var record in app.Records("Slow"))
        {
            running += record.Happening == "started" ? 1 : -1;
            most = Math.Max(most, running);
        }

        return most;
    }
}
