using Diffusion.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Diffusion.Functions;

/// <summary>Puts the HTTP surface together.</summary>
public static class FunctionServices
{
    /// <summary>Adds the classes behind the HTTP triggers. Settings that would open them wrongly end the start.</summary>
    public static IServiceCollection AddHttpSurface(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(JobServices.Section);
        services.AddOptions<HttpOptions>().Bind(section.GetSection(SettingNames.HttpSection), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpOptions>>(new HttpOptionsValidator(configuration));
        services.AddOptions<HealthOptions>().Bind(section.GetSection(SettingNames.HealthSection), binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HealthOptions>, HealthOptionsValidator>();
        services.AddSingleton<HttpAccess>();
        services.AddSingleton<JobEndpoints>();
        services.AddSingleton<TinyInference>();
        services.AddSingleton<HealthProbe>();
        services.AddSingleton<HealthEndpoint>();
        return services;
    }
}
