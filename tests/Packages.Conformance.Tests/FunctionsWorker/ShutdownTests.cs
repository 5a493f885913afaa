namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>What becomes of a message whose host ends.</summary>
[Collection(SharedStorage.Name)]
public sealed class ShutdownTests(SharedStorage storage)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Leases are the local host's own setting: Core Tools run this with ten minutes.</summary>
    [FunctionAppFact]
    public async Task KillAndTerminate_WhileAFunctionRuns_GiveTheMessageBack()
    {
        await using var app = new AppHarness(storage.Server, new() { ["LocalHost__LeaseSeconds"] = OneAtATime.LeaseSeconds.ToString() });
        await app.StartAsync();
        await app.SendAsync("slow", "600000");
        await app.WaitForAsync("Slow", 1);

        // Killed, it gives the message back when the lease ends.
        await app.App.KillAsync();
        await app.StartAsync();
        var records = await app.WaitForAsync("Slow", 2);
        Assert.Equal([("started", 1), ("started", 2)], records.Select(record => (record.Happening, record.DequeueCount)));

        // Asked to stop, it cancels and leaves the message visible.
        Assert.Equal(0, await app.App.StopAsync(Patience));
        Assert.Equal(["started", "started", "cancelled"], app.Records("Slow").Select(record => record.Happening));
        var message = Assert.Single((await app.Peek("slow").PeekMessagesAsync(32)).Value);
        Assert.Equal("600000", message.Body.ToString());
    }
}
