namespace Packages.Conformance.Tests.FunctionsWorker;

/// <summary>host.json's messageEncoding, set here by an override of the environment.</summary>
[Collection(SharedStorage.Name)]
public sealed class QueueEncodingTests(SharedStorage storage)
{
    [FunctionAppFact]
    public async Task Base64_BodiesOfBothKinds_AreDecodedOrPoisonedAtOnce()
    {
        await using var app = new AppHarness(storage.Server, new() { ["AzureFunctionsJobHost__extensions__queues__messageEncoding"] = "base64" });
        await app.StartAsync();
        await app.SendAsync("echo", Convert.ToBase64String("decoded"u8));
        Assert.Equal("decoded", Assert.Single(await app.WaitForAsync("Echo", 1)).Message);

        await app.SendAsync("echo", "{ no base64 }");
        await app.WaitForLengthAsync("echo-poison", 1);
        Assert.Equal("{ no base64 }", (await app.Peek("echo-poison").PeekMessageAsync()).Value.Body.ToString());
        Assert.Single(app.Records("Echo"));
        await app.WaitForLengthAsync("echo", 0);
    }
}
