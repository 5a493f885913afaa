using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diffusion.Cli;

/// <summary>A kind of host that images are made on.</summary>
internal sealed record HostProfile
{
    /// <summary>What the command calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The workload profile of Azure Container Apps; none: a machine of one's own.</summary>
    public string? WorkloadProfile { get; init; }

    /// <summary>Price of a replica's hour; none: it must be given, since prices change and differ by region.</summary>
    public double? PricePerHour { get; init; }

    /// <summary>Seconds from the first message to the first step: node, image, model.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>Seconds that the last replica stays after the last message.</summary>
    public required double CooldownSeconds { get; init; }

    /// <summary>What was measured there.</summary>
    public IReadOnlyList<StepTimes> Measurements { get; init; } = [];
}

/// <summary>The known kinds of hosts: profiles.json, or a file of one's own with figures and prices of one's own.</summary>
internal static class HostProfiles
{
    private const string Resource = "profiles.json";

    /// <summary>Reads a file, or the profiles that come with the program.</summary>
    public static IReadOnlyList<HostProfile> Read(string? path)
    {
        using var content = path is null ? typeof(HostProfiles).Assembly.GetManifestResourceStream(Resource)! : File.OpenRead(path);
        return JsonSerializer.Deserialize(content, HostProfilesJson.Default.IReadOnlyListHostProfile) ?? throw new CommandException($"{path ?? Resource} is null.");
    }

    /// <summary>One by its name.</summary>
    public static HostProfile Find(IReadOnlyList<HostProfile> profiles, string name) => profiles.FirstOrDefault(profile => profile.Name == name)
        ?? throw new CommandException($"Unknown profile '{name}'. Use one of: {string.Join(", ", profiles.Select(profile => profile.Name))}.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<HostProfile>))]
[JsonSerializable(typeof(StepTimes))]
internal sealed partial class HostProfilesJson : JsonSerializerContext;
