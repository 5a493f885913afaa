using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Networks;

/// <summary>Network configurations as JSON (camelCase), as checkpoints and model cards keep them.</summary>
public static class ConfigurationJson
{
    private static readonly JsonSerializerOptions Options = Create(JsonNamingPolicy.CamelCase);

    // guided-diffusion's own argument names.
    private static readonly JsonSerializerOptions SnakeCase = Create(JsonNamingPolicy.SnakeCaseLower);

    public static string Write(UNetConfiguration configuration) => JsonSerializer.Serialize(configuration, Options);

    public static string Write(EncoderUNetConfiguration configuration) => JsonSerializer.Serialize(configuration, Options);

    /// <exception cref="ConfigurationException">Not JSON, an unknown or missing key, or a value that no network has; all of the values' problems at once.</exception>
    public static UNetConfiguration ReadUNet(string json) => Read<UNetConfiguration>(json, Options, c => c.Check());

    /// <inheritdoc cref="ReadUNet"/>
    public static EncoderUNetConfiguration ReadEncoderUNet(string json) => Read<EncoderUNetConfiguration>(json, Options, c => c.Check());

    /// <summary>Reads guided-diffusion's constructor arguments by their own names (<c>model_channels</c>).</summary>
    /// <inheritdoc cref="ReadUNet"/>
    public static UNetConfiguration ReadUNetArguments(string json) => Read<UNetConfiguration>(json, SnakeCase, c => c.Check());

    /// <inheritdoc cref="ReadUNetArguments"/>
    public static EncoderUNetConfiguration ReadEncoderUNetArguments(string json) => Read<EncoderUNetConfiguration>(json, SnakeCase, c => c.Check());

    private static T Read<T>(string json, JsonSerializerOptions options, Action<T> check)
        where T : class
    {
        T configuration;
        try
        {
            configuration = JsonSerializer.Deserialize<T>(json, options) ?? throw new ConfigurationException("The network configuration is null. Give an object.");
        }
        catch (JsonException error)
        {
            throw new ConfigurationException($"The network configuration cannot be read: {error.Message}", error);
        }

        check(configuration);
        return configuration;
    }

    private static JsonSerializerOptions Create(JsonNamingPolicy naming) => new()
    {
        PropertyNamingPolicy = naming,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };
}
