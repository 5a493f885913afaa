namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>Leases, with a shortened one: it is the local host's own setting, so Core Tools run these with ten minutes.</summary>
[Collection(SharedStorage.Name)]
public sealed class QueueLeaseTests(SharedStorage storage)
{
    private static readonly Dictionary<string, string> ShortLease = new() { ["LocalHost__LeaseSeconds"] = "2" };

    [FunctionAppFact]
    public async Task Renewal_AFunctionLongerThanTheLease_RunsOnceAndIsDeleted()
    {
        await using var app = new AppHarness(storage.Server, ShortLease);
        await app.StartAsync();
        await app.SendAsync("slow", "5000");
        await app.WaitForLengthAsync("slow", 0);
        Assert.Equal(["started", "ended"], app.Records("Slow").Select(record => record.Happening));
    }

    [FunctionAppFact]
    public async Task Kill_WhileAFunctionRuns_GivesTheMessageBackWhenItsLeaseEnds()
    {
        await using var app = new AppHarness(storage.Server, ShortLease);
        await app.StartAsync();
        await app.SendAsync("slow", "1000");
        await app.WaitForAsync("Slow", 1);
        await app.App.KillAsync();
        await app.StartAsync();
        await app.WaitForLengthAsync("slow", 0);
        Assert.Equal([("started", 1), ("started", 2), ("ended", 2)], app.Records("Slow").Select(record => (record.Happening, record.DequeueCount)));
    }
}
