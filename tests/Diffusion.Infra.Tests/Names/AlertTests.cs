using System.Reflection;
using System.Text.RegularExpressions;
using Diffusion.Infra.Tests.Bicep;
using Diffusion.Jobs;
using Microsoft.Extensions.Logging;

namespace Diffusion.Infra.Tests;

/// <summary>An alert that asks for words that nobody writes would be silent for ever.</summary>
public sealed partial class AlertTests
{
    private static readonly IReadOnlyList<string> Queries = [.. Templates.File("modules/alerts.bicep").Root.ValuesOf("query").Select(query => query.String).OfType<string>()];

    [Fact]
    public void EveryFunction_ThatAnAlertNames_IsThere()
    {
        var named = Queries.SelectMany(query => FunctionList().Matches(query)).SelectMany(list => Quoted().Matches(list.Groups["names"].Value)).Select(name => name.Groups["text"].Value).ToArray();

        Assert.Equal(["BatchPoison", "JobPoison"], named.Order(StringComparer.Ordinal));
        Assert.All(named, name => Assert.Contains(name, FunctionApps.InCode.Keys));
    }

    [Fact]
    public void EveryLine_ThatAnAlertReads_IsWritten()
    {
        var lines = typeof(JobServices).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.Message)
            .OfType<string>()
            .Select(message => string.Join('*', Placeholder().Split(message)).TrimEnd('*'))
            .ToHashSet(StringComparer.Ordinal);
        var read = Queries.Select(query => Parse().Match(query)).Where(match => match.Success)
            .Select(match => string.Join('*', Quoted().Matches(match.Groups["pattern"].Value).Select(text => text.Groups["text"].Value)))
            .ToArray();

        Assert.Equal(2, read.Length);
        Assert.All(read, line => Assert.Contains(line, lines));
    }

    [GeneratedRegex("OperationName in \\((?<names>[^)]*)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FunctionList();

    [GeneratedRegex("parse Message with (?<pattern>[^|]*)\\|", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parse();

    [GeneratedRegex("\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("\\{[^}]*\\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
