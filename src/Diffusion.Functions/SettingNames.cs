using Diffusion.Jobs;
using Microsoft.Extensions.Configuration;

namespace Diffusion.Functions;

/// <summary>
/// The function app's settings by the names that they have as environment variables, so that what deploys it can be checked
/// against them. Those of the jobs themselves are <see cref="StorageOptions"/>, <see cref="ModelOptions"/>, <see cref="BatchOptions"/>
/// and <see cref="JobLimits"/>, below Diffusion__Storage, __Models, __Batches and __Limits.
/// </summary>
public static class SettingNames
{
    /// <summary>The section of <see cref="HttpOptions"/>.</summary>
    public const string HttpSection = "Http";

    /// <summary>The section of <see cref="HealthOptions"/>.</summary>
    public const string HealthSection = "Health";

    /// <summary>Who may use /api/jobs: closed (the default), key (this machine only) or entra (behind the platform's authentication).</summary>
    public const string HttpAccess = "Diffusion__Http__Access";

    /// <summary>The key of <c>key</c>, which callers send as x-functions-key.</summary>
    public const string HttpKey = "Diffusion__Http__Key";

    /// <summary>With <c>entra</c>: the app role that a caller must have.</summary>
    public const string HttpRole = "Diffusion__Http__Role";

    /// <summary>With <c>entra</c>: the audience that the caller's token must be for; __0, __1, … for several.</summary>
    public const string HttpAudiences = "Diffusion__Http__Audiences";

    /// <summary>With <c>entra</c>: the only tenant whose callers are served.</summary>
    public const string HttpTenant = "Diffusion__Http__Tenant";

    /// <summary>The model of the health endpoint's tiny inference; left out: the first by name.</summary>
    public const string HealthModel = "Diffusion__Health__Model";

    /// <summary>How long a good answer of the health endpoint is kept, in seconds.</summary>
    public const string HealthCacheSeconds = "Diffusion__Health__CacheSeconds";

    /// <summary>How long the tiny inference may take, in seconds, loading the model not counted.</summary>
    public const string HealthTimeoutSeconds = "Diffusion__Health__TimeoutSeconds";

    /// <summary>Traces, metrics and logs go to this OTLP collector; nothing is exported where it is not set. The standard's other OTEL_… variables hold as well.</summary>
    public const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Set by Azure Container Apps: the app's name.</summary>
    public const string ContainerAppName = "CONTAINER_APP_NAME";

    /// <summary>Set by Azure App Service and Functions: the instance.</summary>
    public const string AppServiceInstance = "WEBSITE_INSTANCE_ID";

    /// <summary>Set by Azure App Service and Functions: whether the authentication module is on.</summary>
    public const string AppServiceAuthentication = "WEBSITE_AUTH_ENABLED";

    /// <summary>Whether a function is switched off on this host (AzureWebJobs.{function}.Disabled, by either spelling of its variable).</summary>
    public static bool IsDisabled(IConfiguration configuration, string function) =>
        (configuration[$"AzureWebJobs.{function}.Disabled"] ?? configuration[$"AzureWebJobs_{function}_Disabled"]) is "1" or "true" or "True";
}
