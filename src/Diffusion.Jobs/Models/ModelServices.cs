using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Puts the models' classes together: of a container where one is named, else of a folder.</summary>
internal static class ModelServices
{
    public static void AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(provider => Store(provider, configuration));
        services.TryAddSingleton<FolderModels>();
        services.TryAddSingleton<IModelFiles>(provider => provider.GetRequiredService<IOptions<ModelOptions>>().Value.Container.Length == 0
            ? provider.GetRequiredService<FolderModels>()
            : new StoredModels(provider.GetRequiredService<ModelStore>(), Cache(provider)));
        services.TryAddSingleton<ModelSource>();
        services.TryAddSingleton<IModelSource>(provider => provider.GetRequiredService<ModelSource>());
    }

    private static ModelStore Store(IServiceProvider provider, IConfiguration configuration)
    {
        var options = provider.GetRequiredService<IOptions<ModelOptions>>().Value;
        var service = options.Account.Length == 0 ? provider.GetRequiredService<BlobServiceClient>() : StorageConnection.BlobsOf(options.Account, configuration);
        return new ModelStore(
            service.GetBlobContainerClient(options.Container.Length == 0 ? ModelOptions.DefaultContainer : options.Container), provider.GetRequiredService<TimeProvider>());
    }

    private static ModelCache Cache(IServiceProvider provider) => new(
        provider.GetRequiredService<ModelStore>(),
        provider.GetRequiredService<IOptions<ModelOptions>>().Value.FindCache(),
        provider.GetRequiredService<ILogger<ModelCache>>());
}
