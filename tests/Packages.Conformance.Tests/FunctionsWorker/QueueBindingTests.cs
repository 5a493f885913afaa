namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>What a queue-triggered function receives.</summary>
[Collection(SharedStorage.Name)]
public sealed class QueueBindingTests(SharedStorage storage)
{
    private readonly AppHarness app = storage.Usual;

    [FunctionAppFact]
    public async Task String_AMessage_ArrivesWithItsDataAndIsDeleted()
    {
        var id = await app.SendAsync("echo", "héllo {\"a\":1}");
        var record = Assert.Single(await app.WaitForAsync("Echo", 1));
        Assert.Equal("héllo {\"a\":1}", record.Message);
        Assert.Equal(1, record.DequeueCount);
        Assert.Equal(id, record.MessageId);
        Assert.Equal("Echo", record.Middleware);
        await app.WaitForLengthAsync("echo", 0);
    }

    [FunctionAppFact]
    public async Task BinaryData_AMessage_Arrives()
    {
        await app.SendAsync("bytes", "<bytes>");
        Assert.Equal("<bytes>", Assert.Single(await app.WaitForAsync("Bytes", 1)).Message);
    }

    [FunctionAppFact]
    public async Task QueueMessage_AMessage_ArrivesWhole()
    {
        var id = await app.SendAsync("whole", "body");
        Assert.Equal($"{id} body 1", Assert.Single(await app.WaitForAsync("Whole", 1)).Message);
    }

    [FunctionAppFact]
    public async Task Constructor_AScopedService_IsOneAnInvocation()
    {
        await app.SendAsync("scope", "1");
        await app.SendAsync("scope", "2");
        var records = await app.WaitForAsync("Scope", 2);
        Assert.All(records, record => Assert.StartsWith("True ", record.Message));
        Assert.NotEqual(records[0].Message, records[1].Message);
    }

    [FunctionAppFact]
    public async Task Connection_ANameOfAnotherSetting_IsUsed()
    {
        await app.SendAsync("other", "elsewhere");
        Assert.Equal("elsewhere", Assert.Single(await app.WaitForAsync("Other", 1)).Message);
    }

    [FunctionAppFact]
    public async Task Disabled_AFunction_LeavesItsQueueAlone()
    {
        await app.SendAsync("never", "ignored");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Empty(app.Records("Never"));
        var peeked = await app.Peek("never").PeekMessageAsync();
        Assert.Equal(0, peeked.Value.DequeueCount);
    }
}
