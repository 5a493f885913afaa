namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>SIGTERM.</summary>
[Collection(SharedStorage.Name)]
public sealed class ShutdownTests(SharedStorage storage)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [FunctionAppFact]
    public async Task Terminate_WhileAFunctionRuns_CancelsItAndLeavesTheMessage()
    {
        await using var app = new AppHarness(storage.Server);
        await app.StartAsync();
        await app.SendAsync("slow", "600000");
        await app.WaitForAsync("Slow", 1);
        Assert.Equal(0, await app.App.StopAsync(Patience));
        Assert.Equal(["started", "cancelled"], app.Records("Slow").Select(record => record.Happening));
        var message = Assert.Single((await app.Peek("slow").PeekMessagesAsync(32)).Value);
        Assert.Equal("600000", message.Body.ToString());
    }

    [FunctionAppFact]
    public async Task Terminate_AnIdleApp_EndsAtOnce()
    {
        await using var app = new AppHarness(storage.Server);
        await app.StartAsync();
        Assert.Equal(0, await app.App.StopAsync(TimeSpan.FromSeconds(15)));
    }
}
