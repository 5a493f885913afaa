using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Diffusion.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs;

/// <summary>Puts the jobs' classes together.</summary>
public static class JobServices
{
    /// <summary>The configuration section of all options: Diffusion:Storage, :Models, :Batches, :Limits.</summary>
    public const string Section = "Diffusion";

    /// <summary>Adds everything that jobs need. Nothing connects and no model loads before it is used.</summary>
    public static IServiceCollection AddDiffusionJobs(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        services.AddOptionsOf<StorageOptions, StorageOptionsValidator>(section, "Storage");
        services.AddOptionsOf<ModelOptions, ModelOptionsValidator>(section, "Models");
        services.AddOptionsOf<BatchOptions, BatchOptionsValidator>(section, "Batches");
        services.AddOptionsOf<JobLimits, JobLimitsValidator>(section, "Limits");
        RefuseUnknown(section, "Storage", "Models", "Batches", "Limits", "Http", "Health");

        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<JobMetrics>();
        services.TryAddSingleton<HostMetrics>();
        services.TryAddSingleton<QueueWork>();
        services.TryAddSingleton<BlobServiceClient>(_ => StorageConnection.Blobs(configuration));
        services.TryAddSingleton<QueueServiceClient>(_ => StorageConnection.Queues(configuration));
        services.AddModels(configuration);
        services.TryAddSingleton<JobClient>();
        services.TryAddSingleton<JobContainer>();
        services.TryAddSingleton<JobQueues>();
        services.TryAddSingleton<BlobTags>();
        services.TryAddSingleton<JobEnds>();
        services.TryAddSingleton<JobStatusBlob>();
        services.TryAddSingleton<ProgressWriter>();
        services.TryAddSingleton<SubmitterJobs>();
        services.TryAddSingleton<RedriveLists>();
        services.TryAddSingleton<SickDevice>();
        services.TryAddSingleton<JobSubmission>();
        services.TryAddSingleton<JobStatusReader>();
        services.TryAddSingleton<JobCancellation>();
        services.TryAddSingleton<JobRedrive>();
        services.TryAddSingleton<JobList>();
        services.TryAddSingleton<JobDeletion>();
        services.TryAddSingleton<JobSweep>();
        services.TryAddSingleton<QueueWatch>();
        services.TryAddSingleton<JobCheck>();
        services.TryAddSingleton<JobMessageReader>();
        services.TryAddSingleton<JobPlanner>();
        services.TryAddSingleton<JobProgress>();
        services.TryAddSingleton<JobShare>();
        services.TryAddSingleton<Rejections>();
        services.TryAddSingleton<ImageBlobs>();
        services.TryAddSingleton<FilmBlobs>();
        services.TryAddSingleton<StartImages>();
        services.TryAddSingleton<ContactSheet>();
        services.TryAddSingleton<JobFinisher>();
        services.TryAddSingleton<BatchEnd>();
        services.TryAddSingleton<BatchRunner>();
        services.TryAddSingleton<PoisonedJob>();
        services.TryAddSingleton<PoisonedBatch>();
        return services;
    }

    private static void AddOptionsOf<TOptions, TValidator>(this IServiceCollection services, IConfigurationSection section, string name)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().Bind(section.GetSection(name), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
    }

    private static void RefuseUnknown(IConfigurationSection section, params string[] known)
    {
        var unknown = section.GetChildren().Select(child => child.Key).Where(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)).ToArray();
        if (unknown.Length > 0)
        {
            throw new InvalidOperationException($"Unknown settings in {Section}: {string.Join(", ", unknown)}. Use one of: {string.Join(", ", known)}.");
        }
    }
}
