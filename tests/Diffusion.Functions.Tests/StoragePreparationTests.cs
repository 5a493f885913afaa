using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Diffusion.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Diffusion.Functions.Tests;

public sealed class StoragePreparationTests
{
    private const string Account = "DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:9/nobody;QueueEndpoint=http://127.0.0.1:9/nobody";

    public static TheoryData<Exception> Late => [new AuthenticationFailedException("late"), new CredentialUnavailableException("no answer yet"), new IOException("cut")];

    /// <summary>The host starts all the same, and goes on trying.</summary>
    [Theory]
    [MemberData(nameof(Late))]
    public async Task StartAsync_IdentityOrStorageIsLate_Starts(Exception late)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["AzureWebJobsStorage"] = Account }).Build();
        var blobs = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        blobs.AddPolicy(new Failing(late), HttpPipelinePosition.PerRetry);
        var queues = new QueueClientOptions { Retry = { MaxRetries = 0 } };
        queues.AddPolicy(new Failing(late), HttpPipelinePosition.PerRetry);
        await using var services = new ServiceCollection().AddLogging()
            .AddSingleton(new BlobServiceClient(Account, blobs)).AddSingleton(new QueueServiceClient(Account, queues))
            .AddDiffusionJobs(configuration).BuildServiceProvider();
        using var preparation = new StoragePreparation(
            services.GetRequiredService<JobContainer>(), services.GetRequiredService<JobQueues>(), TimeProvider.System, NullLogger<StoragePreparation>.Instance);

        await preparation.StartAsync(CancellationToken.None);

        Assert.False(preparation.ExecuteTask!.IsCompleted);
        await preparation.StopAsync(CancellationToken.None);
    }

    private sealed class Failing(Exception exception) : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw exception;

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw exception;
    }
}
