namespace Packages.Conformance.Tests.PublicApi;

/// <summary>The lists of tests/official_api.</summary>
internal sealed class OfficialApi
{
    private readonly HashSet<string> lines;

    private OfficialApi(IEnumerable<string> lines) => this.lines = lines.ToHashSet(StringComparer.Ordinal);

    /// <summary>All lists whose file name starts so: an official package may have several assemblies.</summary>
    public static OfficialApi Of(string package)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "official_api"), package + "*.txt");
        return files.Length > 0 ? new OfficialApi(files.SelectMany(File.ReadLines)) : throw new InvalidOperationException($"There is no list of {package} in official_api.");
    }

    /// <summary>What of a type is not in the lists. A member that the official type inherits counts as there: callers see no difference.</summary>
    public IEnumerable<string> Missing(Type type)
    {
        if (!lines.Contains(PublicApi.Describe(type)))
        {
            yield return PublicApi.Describe(type);
        }

        foreach (var member in PublicApi.Members(type).Where(member => !IsListed(type, member)))
        {
            yield return $"{PublicApi.Name(type)}::{member}";
        }
    }

    private bool IsListed(Type type, string member)
    {
        for (var owner = type; owner is not null; owner = member.StartsWith(".ctor", StringComparison.Ordinal) ? null : owner.BaseType)
        {
            var definition = owner.IsGenericType ? owner.GetGenericTypeDefinition() : owner;
            if (lines.Contains($"{PublicApi.Name(definition)}::{member}"))
            {
                return true;
            }
        }

        return false;
    }
}
