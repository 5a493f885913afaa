using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.LocalHost;

/// <summary>host.json with its AzureFunctionsJobHost__… overrides, and the app's settings (environment variables).</summary>
internal sealed class HostSettings
{
    private readonly IConfiguration host;
    private readonly IConfiguration app = new ConfigurationBuilder().AddEnvironmentVariables().Build();

    public HostSettings(string folder)
    {
        var hostJson = new ConfigurationBuilder().AddJsonFile(Path.Combine(folder, "host.json"), optional: true).Build();
        host = new ConfigurationBuilder().AddConfiguration(hostJson).AddConfiguration(app.GetSection("AzureFunctionsJobHost")).Build();
    }

    public IConfiguration Logging => host.GetSection("logging");

    /// <summary>The prefix of HTTP routes, without slashes.</summary>
    public string RoutePrefix => (host["extensions:http:routePrefix"] ?? "api").Trim('/');

    public int Port => Number("LocalHost:Port", 7071, 0, 65535);

    public TimeSpan Grace => TimeSpan.FromSeconds(Number("LocalHost:GraceSeconds", 30, 0, 3600));

    public TimeSpan Lease => TimeSpan.FromSeconds(Number("LocalHost:LeaseSeconds", 600, 1, 604_800));

    public string? Key => app["LocalHost:Key"];

    public IConfiguration Queues => host.GetSection("extensions:queues");

    public bool IsDisabled(string function)
    {
        var value = app[$"AzureWebJobs.{function}.Disabled"] ?? app[$"AzureWebJobs_{function}_Disabled"];
        return value == "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A text with every %name% replaced by that setting.</summary>
    public string Resolve(string text)
    {
        var parts = text.Split('%');
        if (parts.Length % 2 == 0)
        {
            throw new InvalidOperationException($"'{text}' has a % without its partner. Write %name% for the setting 'name'.");
        }

        for (var i = 1; i < parts.Length; i += 2)
        {
            parts[i] = app[parts[i].Replace("__", ":")] ?? throw new InvalidOperationException($"'%{parts[i]}%' does not resolve to a value. Set the setting '{parts[i]}'.");
        }

        return string.Concat(parts);
    }

    /// <summary>A connection string by the name of its setting: AzureWebJobs&lt;name&gt;, then &lt;name&gt;, then ConnectionStrings:&lt;name&gt;.</summary>
    public string ConnectionString(string? connection)
    {
        var name = string.IsNullOrWhiteSpace(connection) ? "Storage" : Resolve(connection);
        foreach (var section in new[] { app.GetSection("AzureWebJobs" + name), app.GetSection(name), app.GetSection("ConnectionStrings:" + name) })
        {
            if (section.Value is { Length: > 0 } value)
            {
                return value;
            }

            if (section.GetChildren().Any())
            {
                throw new NotSupportedException($"The connection '{section.Path}' is identity-based, which needs Azure Functions' own host. Set '{section.Path}' to a connection string here.");
            }
        }

        throw new InvalidOperationException($"There is no storage connection '{name}'. Set AzureWebJobs{name} or {name} to a connection string.");
    }

    public static T Between<T>(string name, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new InvalidOperationException($"{name} is {value}, but must be from {least} to {most}. Change it in host.json or in the settings.");

    private int Number(string name, int standard, int least, int most) =>
        app[name] is not { } text ? standard
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? Between(name, value, least, most)
        : throw new InvalidOperationException($"{name} is '{text}', which is no whole number.");
}
