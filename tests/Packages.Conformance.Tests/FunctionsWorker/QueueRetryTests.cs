namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>What becomes of a message whose function throws. The app's host.json sets maxDequeueCount to 3.</summary>
[Collection(SharedStorage.Name)]
public sealed class QueueRetryTests(SharedStorage storage)
{
    private readonly AppHarness app = storage.Usual;

    [FunctionAppFact]
    public async Task Failure_Once_RunsAgainAndIsDeleted()
    {
        await app.SendAsync("fail-once", "again");
        var records = await app.WaitForAsync("FailOnce", 2);
        Assert.Equal([1, 2], records.Select(record => record.DequeueCount));
        await app.WaitForLengthAsync("fail-once", 0);
        Assert.Equal(0, await app.LengthAsync("fail-once-poison"));
    }

    [FunctionAppFact]
    public async Task Failure_AsOftenAsAllowed_MovesTheBodyToThePoisonQueue()
    {
        await app.SendAsync("fail", "poisonous");
        await app.WaitForLengthAsync("fail-poison", 1);
        Assert.Equal([1, 2, 3], app.Records("Fail").Select(record => record.DequeueCount));
        Assert.Equal("poisonous", (await app.Peek("fail-poison").PeekMessageAsync()).Value.Body.ToString());
        await app.WaitForLengthAsync("fail", 0);
    }

    [FunctionAppFact]
    public async Task Receipt_BeyondTheLimit_PoisonsWithoutRunning()
    {
        await using var late = new AppHarness(storage.Server);
        var queue = await late.QueueAsync("echo");
        await queue.SendMessageAsync("its host died three times");
        for (var i = 0; i < 3; i++)
        {
            var received = (await queue.ReceiveMessageAsync(TimeSpan.FromSeconds(30))).Value;
            await queue.UpdateMessageAsync(received.MessageId, received.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        }

        await late.StartAsync();
        await late.WaitForLengthAsync("echo-poison", 1);
        await late.WaitForLengthAsync("echo", 0);
        Assert.Empty(late.Records("Echo"));
    }
}
