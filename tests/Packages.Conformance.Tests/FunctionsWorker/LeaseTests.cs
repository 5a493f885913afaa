using Diffusion.Azurite.Faults;

namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>Leases of messages on bad days.</summary>
[Collection(SharedStorage.Name)]
public sealed class LeaseTests(SharedStorage storage)
{
    private const int LeaseSeconds = 10;

    private static Dictionary<string, string> OneMessageAtATime => new()
    {
        ["AzureFunctionsJobHost__extensions__queues__batchSize"] = "1",
        ["AzureFunctionsJobHost__extensions__queues__newBatchThreshold"] = "0",
        ["LocalHost__LeaseSeconds"] = $"{LeaseSeconds}",
    };

    [LocalHostFact]
    public async Task Renewal_ThatFails_IsTriedAgain()
    {
        var passed = 0;
        await using var proxy = await FaultyProxy.StartAsync(storage.Server, new FaultPlan(1, Fault.Error) { Rate = 1 });
        proxy.Plan.Concerns = request =>
        {
            var isRenewal = request.Method == "PUT" && request.Target.Contains("popreceipt=", StringComparison.Ordinal);
            if (isRenewal && proxy.Plan.Rate == 0)
            {
                passed++;
            }

            return isRenewal;
        };
        await using var app = new AppHarness(storage.Server, OneMessageAtATime, proxy.ConnectionString);
        await app.StartAsync();
        await app.SendAsync("slow", "600000");
        await app.WaitForAsync("Slow", 1);

        // The first renewal and all of the client's own retries fail, and the lease ends.
        await Until(() => proxy.Tally.Faults >= 4);
        proxy.Plan.Rate = 0;
        await Until(() => passed >= 1);

        // It is the app's again: nobody else gets it.
        await Task.Delay(TimeSpan.FromSeconds(LeaseSeconds * 1.5));
        Assert.Null((await app.Peek("slow").ReceiveMessageAsync()).Value);
        Assert.Single(app.Records("Slow"));
    }

    [LocalHostFact]
    public async Task LostLease_FunctionEndsWell_LeavesTheMessageToItsNewOwner()
    {
        await using var app = new AppHarness(storage.Server, OneMessageAtATime);
        await app.StartAsync();
        await app.SendAsync("slow", "15000");
        await app.WaitForAsync("Slow", 1);

        app.App.Hold();
        Azure.Storage.Queues.Models.QueueMessage? taken = null;
        await Until(() => (taken = app.Peek("slow").ReceiveMessage(TimeSpan.FromMinutes(5)).Value) is not null);
        app.App.GoOn();

        await app.WaitForAsync("Slow", 2);
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(["started", "ended"], app.Records("Slow").Select(record => record.Happening));
        Assert.Equal(204, (await app.Peek("slow").DeleteMessageAsync(taken!.MessageId, taken.PopReceipt)).Status);
    }

    private static async Task Until(Func<bool> condition)
    {
        var isSo = false;
        for (var i = 0; i < 600 && !(isSo = condition()); i++)
        {
            await Task.Delay(100);
        }

        Assert.True(isSo);
    }
}
