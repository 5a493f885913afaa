using Diffusion.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Diffusion.Cli;

/// <summary>What commands work with, from the same environment variables as the function app's.</summary>
internal static class CommandServices
{
    /// <summary>The services; nothing connects before it is used.</summary>
    /// <param name="modelsRoot">The folder of models; null: as the environment says, else the nearest "models" folder.</param>
    public static ServiceProvider Create(string? modelsRoot)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        if (modelsRoot is not null)
        {
            configuration[$"{JobServices.Section}:Models:{nameof(ModelOptions.Root)}"] = Path.GetFullPath(modelsRoot);
        }

        return new ServiceCollection()
            .AddLogging()
            .AddDiffusionJobs(configuration)
            .AddSingleton<JobWatch>()
            .AddSingleton<JobDownload>()
            .AddSingleton<Reproduction>()
            .AddSingleton<BlobFolder>()
            .AddSingleton<StepTimeMeasurement>()
            .AddSingleton<JobStepTimes>()
            .AddSingleton<DemoRun>()
            .BuildServiceProvider();
    }
}
