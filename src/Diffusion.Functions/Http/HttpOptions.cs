using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Diffusion.Functions;

/// <summary>Who may use the HTTP surface.</summary>
public sealed record HttpOptions
{
    /// <summary>Shortest <see cref="Key"/>, in characters.</summary>
    public const int MinKeyLength = 16;

    /// <summary>How callers are known.</summary>
    public HttpAccessMode Access { get; init; } = HttpAccessMode.Closed;

    /// <summary>The local key, at least <see cref="MinKeyLength"/> characters.</summary>
    public string Key { get; init; } = "";

    /// <summary>The app role that a caller must have.</summary>
    public string Role { get; init; } = "Jobs.Submit";

    /// <summary>The audiences that a caller's token may be for: the app registration's client id or identifier URI.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>The only tenant whose callers are served; empty where the authentication module itself is bound to one.</summary>
    public string Tenant { get; init; } = "";
}

/// <summary>How callers are known.</summary>
public enum HttpAccessMode
{
    /// <summary>Nobody is served: jobs come by the queue alone.</summary>
    Closed,

    /// <summary>By a key, on a developer's machine.</summary>
    Key,

    /// <summary>By Microsoft Entra ID: the platform's authentication module stands before the app and says who calls.</summary>
    Entra,
}

/// <summary>
/// Refuses settings that would let in whom they should not: a key in the cloud, and trust in the platform's header where no
/// platform writes it, so that anybody could.
/// </summary>
public sealed class HttpOptionsValidator(IConfiguration configuration) : IValidateOptions<HttpOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, HttpOptions options)
    {
        var problems = Problems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private IEnumerable<string> Problems(HttpOptions options)
    {
        var isAppService = configuration[SettingNames.AppServiceInstance] is { Length: > 0 };
        var isContainerApp = configuration[SettingNames.ContainerAppName] is { Length: > 0 };
        if (options.Access == HttpAccessMode.Key)
        {
            if (isAppService || isContainerApp)
            {
                yield return $"{SettingNames.HttpAccess} is key, but that is for a developer's machine alone. Set it to entra or closed.";
            }

            if (options.Key.Length < HttpOptions.MinKeyLength)
            {
                yield return $"{SettingNames.HttpKey} has {options.Key.Length} characters, but needs {HttpOptions.MinKeyLength} or more. Set it, or set {SettingNames.HttpAccess} to closed.";
            }
        }

        if (options.Access != HttpAccessMode.Entra)
        {
            yield break;
        }

        if (!isAppService && !isContainerApp)
        {
            yield return $"{SettingNames.HttpAccess} is entra, but no platform stands before this app, so that anybody could say who they are. Set it to key or closed here.";
        }

        if (isAppService && !string.Equals(configuration[SettingNames.AppServiceAuthentication], "true", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{SettingNames.HttpAccess} is entra, but the platform's authentication is off. Turn it on (authsettingsV2), or set it to closed.";
        }

        if (options.Role.Length == 0)
        {
            yield return $"{SettingNames.HttpRole} is empty, but callers need an app role. Name one of the app registration's.";
        }

        if (options.Audiences.Count == 0)
        {
            yield return $"{SettingNames.HttpAudiences} is empty, but tokens must be for this app. Set {SettingNames.HttpAudiences}__0 to the app registration's client id.";
        }
    }
}
